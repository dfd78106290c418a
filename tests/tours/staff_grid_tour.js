import { registry } from "@web/core/registry";

const row = (name) => `.o_hub_offer:contains("${name}")`;

registry.category("web_tour.tours").add("hub_staff_grid_tour", {
    steps: () => [
        {
            content: "Who is calling: a few letters, Enter",
            trigger: ".o_hub_client_search",
            run: "edit epicerie && press Enter",
            expectUnloadPage: true,
        },
        {
            content: "The client's grid, with the phone number",
            trigger: `.o_hub_ready .o_hub_staff_bar:contains("02 61 91 00 00")`,
        },
        {
            content: "A product, Enter",
            trigger: ".o_hub_search",
            run: "edit caro && press Enter",
        },
        {
            content: "its quantity, Enter",
            trigger: `${row("Carotte")} input:focus`,
            run: "edit 120 && press Enter",
        },
        {
            content: "There is less: ask the producer",
            trigger: `${row("Carotte")} .o_hub_message:contains("Only 100 kg left") .o_hub_ask`,
            run: "click",
        },
        {
            content: "It is in the order",
            trigger: `.o_hub_footer:has(.o_hub_saved:contains("Saved")) .o_hub_lines:contains("1 product")`,
        },
        {
            content: "Place it",
            trigger: ".o_hub_place",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The recap to read aloud",
            trigger: `.o_hub_recap:contains("120 kg")`,
        },
    ],
});
