import { registry } from "@web/core/registry";

const row = (name) => `.o_hub_offer:contains("${name}")`;

registry.category("web_tour.tours").add("hub_catalogue_tour", {
    steps: () => [
        {
            content: "The grid is alive",
            trigger: ".o_hub_catalogue.o_hub_ready",
        },
        {
            content: "Find carrots, accents or not",
            trigger: ".o_hub_search",
            run: "edit CAROTTE demo",
        },
        {
            content: "The other products are hidden",
            trigger: `.o_hub_catalogue:not(:has(.o_hub_offer:not(.d-none):contains("Poireau")))`,
        },
        {
            content: "13 kg of what is sold by 10 kg",
            trigger: `${row("Carotte")} input`,
            run: "edit 13 && press Tab",
        },
        {
            content: "is rounded up, and said",
            trigger: `${row("Carotte")} .o_hub_message:contains("rounded up")`,
        },
        {
            content: "Show all again",
            trigger: ".o_hub_search",
            run: "clear",
        },
        {
            content: "A decimal comma",
            trigger: `${row("Poireau")} input`,
            run: "edit 2,5 && press Tab",
        },
        {
            content: "More than there is",
            trigger: `${row("Pomme")} input`,
            run: "edit 101 && press Tab",
        },
        {
            content: "is refused at once, and what is left is named",
            trigger: `${row("Pomme")} .o_hub_message:contains("Only 100 kg left")`,
        },
        ...[1, 2, 3].map(() => ({
            content: "One more",
            trigger: `${row("Bûche")} .btn[value='1']`,
            run: "click",
        })),
        {
            content: "All is saved",
            trigger: `.o_hub_footer:has(.o_hub_saved:contains("Saved")) .o_hub_lines:contains("3 products")`,
        },
        {
            content: "20 × 1.70 + 2.5 × 2.35 + 3 × 3.60",
            trigger: `.o_hub_total:contains("50.68")`,
        },
        {
            content: "Place",
            trigger: ".o_hub_place",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The recap",
            trigger: `.o_hub_recap:contains("your order is placed"):contains("You can change it until"):contains("2.5 kg")`,
        },
        {
            content: "Change it",
            trigger: ".o_hub_recap a.btn-primary",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The quantities are still there",
            trigger: `.o_hub_ready ${row("Carotte")}.o_hub_ordered input:value(20)`,
        },
    ],
});
