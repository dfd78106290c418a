import { registry } from "@web/core/registry";

const input = (name) => `.o_hub_availability_input[aria-label="${name}"]`;

registry.category("web_tour.tours").add("hub_availability_tour", {
    steps: () => [
        {
            content: "The board",
            trigger: ".o_hub_availability_row",
        },
        {
            content: "The first product has the focus: a quantity, then Enter",
            trigger: `${input("Bœuf démo")}:focus`,
            run: "edit 7",
        },
        {
            content: "Enter moves on and saves",
            trigger: input("Bœuf démo"),
            run: "press Enter",
        },
        {
            content: "= takes last week's",
            trigger: `${input("Carotte démo")}:focus`,
            run: "press =",
        },
        {
            content: "and moves on",
            trigger: `${input("Poireau démo")}:focus`,
        },
        {
            content: "* takes all of the producer's",
            trigger: input("Poireau démo"),
            run: "press *",
        },
        {
            content: "Last week's 33 leeks, the farm has answered",
            trigger: `.o_hub_availability_page:has(.o_hub_availability_producer:contains("Ferme Démo") .fa-check-circle) ${input("Poireau démo")}:value(33)`,
        },
    ],
});
