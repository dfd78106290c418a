import { registry } from "@web/core/registry";

const row = (name) => `.o_hub_supply_row:contains("${name}")`;

registry.category("web_tour.tours").add("hub_producer_tour", {
    steps: () => [
        {
            content: "The page is alive",
            trigger: ".o_hub_supply.o_hub_ready",
        },
        {
            content: "Same as last week, in one tap",
            trigger: ".o_hub_supply_repeat",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Last week's 40 are there",
            trigger: `.o_hub_ready ${row("Carotte")} input:value(40)`,
        },
        {
            content: "One crate more",
            trigger: `${row("Carotte")} .btn[value='1']`,
            run: "click",
        },
        {
            content: "is ten kilos",
            trigger: `${row("Carotte")} input:value(50)`,
        },
        {
            content: "A number by hand",
            trigger: `${row("Poireau")} input`,
            run: "edit 12",
        },
        {
            content: "Save",
            trigger: ".o_hub_supply_save",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Saved, and kept",
            trigger: `.o_hub_supply:has(.alert-success) ${row("Poireau")} input:value(12)`,
        },
        {
            content: "The order to prepare: not all of it",
            trigger: ".o_hub_supply_short summary",
            run: "click",
        },
        {
            content: "12 instead of 20",
            trigger: ".o_hub_supply_short .o_hub_supply_stepper input",
            run: "edit 12",
        },
        {
            content: "Tell the hub",
            trigger: ".o_hub_supply_short button.btn-warning",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is known as short",
            trigger: `.o_hub_ready .o_hub_supply_order .o_hub_supply_is_short`,
        },
        {
            content: "No wider than the phone",
            trigger: ".o_hub_supply",
            run() {
                const page = document.scrollingElement;
                if (page.scrollWidth > page.clientWidth + 1) {
                    throw new Error(`${page.scrollWidth} px wide`);
                }
            },
        },
    ],
});
