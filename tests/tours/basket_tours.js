import { registry } from "@web/core/registry";

const row = (name) => `.o_hub_offer:contains("${name}")`;

/** A menu fixed weeks ahead: the basket is filled before the sale opens. */
registry.category("web_tour.tours").add("hub_weeks_ahead_tour", {
    steps: () => [
        {
            content: "The next week, not open yet",
            trigger: ".o_hub_ready .o_hub_weeks a:has(.fa-pencil)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It says when it opens, and that prices are indicative",
            trigger: `.o_hub_ready .alert:contains("Opens on"):contains("indicative prices")`,
        },
        {
            content: "Twenty kilos for the menu of that week",
            trigger: `${row("Carotte")} input`,
            run: "edit 20 && press Tab",
        },
        {
            content: "It is kept, and nothing is ordered",
            trigger: `.o_hub_footer:has(.o_hub_saved:contains("Saved")) .o_hub_lines:contains("1 product")`,
        },
    ],
});

/** A basket that waits: one tap makes it an order. */
registry.category("web_tour.tours").add("hub_one_tap_tour", {
    steps: () => [
        {
            content: "The basket is there, and says that nothing is ordered",
            trigger: `.o_hub_ready:has(${row("Carotte")}.o_hub_ordered) .o_hub_waiting:contains("Nothing is ordered until you place it")`,
        },
        {
            content: "The only tap",
            trigger: ".o_hub_place",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is an order",
            trigger: `.o_hub_recap:contains("your order is placed"):contains("Carotte")`,
        },
        {
            content: "The menu cannot do without carrots",
            trigger: ".o_hub_recap .o_hub_must:first",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "They will be served first if goods are short",
            trigger: ".o_hub_must[aria-pressed='true']",
        },
    ],
});
