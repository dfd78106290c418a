import { registry } from "@web/core/registry";

const input = (row) => `.o_hub_weight_row:nth-child(${row + 1}) input.o_hub_weight`;

/** Two weights by the keyboard alone; the second is out of tolerance. */
registry.category("web_tour.tours").add("hub_weighing", {
    steps: () => [
        { trigger: ".o_hub_weighed:contains('0 / 2')" },
        { trigger: input(1), run: "edit 3100" },
        { trigger: input(1), run: "press Enter" },
        { trigger: ".o_hub_weighed:contains('1 / 2')" },
        { trigger: `${input(2)}:focus`, run: "edit 3,9" },
        { trigger: input(2), run: "press Enter" },
        { trigger: ".o_hub_weight_ask:contains('3')" },
        { trigger: `${input(2)}:focus`, run: "press Enter" },
        { trigger: ".o_hub_weighed:contains('2 / 2')" },
    ],
});
