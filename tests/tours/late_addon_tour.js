import { registry } from "@web/core/registry";

const row = (name) => `.o_hub_offer:contains("${name}")`;

/** The cut-off has passed and a client calls: a line more, taken from what is left. */
registry.category("web_tour.tours").add("hub_late_addon_tour", {
    steps: () => [
        {
            content: "The page says that it is late",
            trigger: `.o_hub_ready .alert:contains("The cut-off has passed")`,
        },
        {
            content: "The confirmed order is there",
            trigger: `${row("Carotte")} input:value(10)`,
        },
        {
            content: "Two cheeses on top",
            trigger: `${row("Bûche")} input`,
            run: "edit 2 && press Tab",
        },
        {
            content: "It is saved",
            trigger: `.o_hub_footer:has(.o_hub_saved:contains("Saved")) .o_hub_lines:contains("2 products")`,
        },
        {
            content: "More carrots than are left",
            trigger: `${row("Carotte")} input`,
            run: "edit 130 && press Tab",
        },
        {
            content: "Ask the producer for the rest",
            trigger: `${row("Carotte")} .o_hub_ask`,
            run: "click",
        },
        {
            content: "It is in the order",
            trigger: `.o_hub_footer:has(.o_hub_saved:contains("Saved"))`,
        },
        {
            content: "with its new quantity",
            trigger: `${row("Carotte")} input:value(130)`,
        },
    ],
});
