import { registry } from "@web/core/registry";

const noMoney = () => {
    if (document.querySelector(".o_web_client").innerText.includes("€")) {
        throw new Error("an amount is on the screen of a volunteer");
    }
};

/** A volunteer follows the week and reads an order: no amount on the way. */
registry.category("web_tour.tours").add("hub_volunteer_tour", {
    steps: () => [
        { trigger: ".o_hub_week_title", content: "the page opens", run: noMoney },
        {
            trigger: '.o_hub_week_step[data-step="orders"] button',
            content: "the orders of the week",
            run: "click",
        },
        { trigger: ".o_data_row .o_data_cell", content: "a list", run: "click" },
        {
            trigger: ".o_form_view .o_field_x2many_list .o_data_row",
            content: "what was ordered, and no price",
            run: noMoney,
        },
        { trigger: ".o_form_view .breadcrumb-item:first-child a, .o_back_button", run: "click" },
        { trigger: ".o_list_view, .o_hub_week_title", run: noMoney },
    ],
});
