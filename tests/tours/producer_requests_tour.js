import { registry } from "@web/core/registry";

const nextYear = new Date().getFullYear() + 1;

/** A farmer accepts its order, pauses, and proposes a price, on a phone. */
registry.category("web_tour.tours").add("hub_producer_requests_tour", {
    steps: () => [
        {
            content: "All of it",
            trigger: ".o_hub_ready .o_hub_supply_accept",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Accepted",
            trigger: `.o_hub_ready .o_hub_supply_order .badge.text-bg-success`,
        },
        {
            content: "Frost next winter",
            trigger: "details:has(.o_hub_supply_pause) > summary",
            run: "click",
        },
        {
            content: "From",
            trigger: "#hub_pause_from",
            run: ({ anchor }) => {
                anchor.value = `${nextYear}-02-01`;
            },
        },
        {
            content: "to",
            trigger: "#hub_pause_to",
            run: ({ anchor }) => {
                anchor.value = `${nextYear}-02-10`;
            },
        },
        {
            content: "why",
            trigger: "#hub_pause_reason",
            run: "edit Gel",
        },
        {
            content: "Pause",
            trigger: ".o_hub_supply_pause button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The pause stands there, and can be ended",
            trigger: `.o_hub_ready .alert-warning:contains("Gel")`,
        },
        {
            content: "A new price",
            trigger: "details:has(.o_hub_supply_price) > summary",
            run: "click",
        },
        {
            content: "for the second product",
            trigger: "#hub_price_product",
            run: "selectByIndex 1",
        },
        {
            content: "1,95 €",
            trigger: ".o_hub_supply_price input[name='price']",
            run: "edit 1,95",
        },
        {
            content: "Propose",
            trigger: ".o_hub_supply_price button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It waits for the hub, which is said with the net price",
            trigger: `.o_hub_ready .list-group-item:has(.badge.text-bg-primary):contains("net"):contains("1,6")`,
        },
    ],
});
