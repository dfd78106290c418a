import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("hub_shortage_tour", {
    steps: () => [
        {
            content: "First click: the card of the week page",
            trigger: ".o_hub_week_card[data-exception^='_get_shortage'] button",
            run: "click",
        },
        {
            content: "The proposal is there to read",
            trigger: `.o_form_view .o_field_widget[name="line_ids"] .o_data_row`,
        },
        {
            content: "Second click: apply",
            trigger: `button[name="action_apply"]`,
            run: "click",
        },
        {
            content: "Done, in two clicks",
            trigger: ".o_statusbar_status .o_arrow_button_current[data-value='done']",
        },
    ],
});
