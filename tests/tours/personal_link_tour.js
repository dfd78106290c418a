import { registry } from "@web/core/registry";

const row = (name) => `.o_hub_offer:contains("${name}")`;

/** A cook orders by the link of the weekly message: no password, no amount. */
registry.category("web_tour.tours").add("hub_personal_link_tour", {
    steps: () => [
        {
            content: "The grid opens for the client of the link, without a login",
            trigger: ".o_hub_catalogue.o_hub_ready.o_hub_no_prices",
        },
        {
            content: "and says whose it is",
            trigger: '.o_hub_link:contains("Collège Démo")',
        },
        {
            content: "The client demands an order-form number",
            trigger: ".o_hub_reference input",
            run: "edit BC 2026-117 && press Tab",
        },
        { content: "It is saved", trigger: ".o_hub_reference.o_hub_reference_saved" },
        {
            content: "Five kilos",
            trigger: `${row("Carotte")} input`,
            run: "edit 5 && press Tab",
        },
        {
            content: "All is saved",
            trigger: '.o_hub_footer:has(.o_hub_saved:contains("Saved"))',
        },
        {
            content: "Place",
            trigger: ".o_hub_place",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The recap carries no amount",
            trigger: '.o_hub_recap:contains("your order is placed"):not(:contains("€"))',
        },
        {
            content: "but the order form",
            trigger: '.o_hub_recap:contains("BC 2026-117")',
        },
    ],
});
