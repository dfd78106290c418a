import { registry } from "@web/core/registry";

/** What changed since last week is looked at, corrected and approved. */
registry.category("web_tour.tours").add("hub_cycle_tour", {
    steps: () => [
        {
            content: "The week page says that something changed",
            trigger:
                '.o_hub_week_card[data-exception^="_get_to_approve_exceptions"] .o_hub_week_button',
            run: "click",
        },
        {
            content: "The price of carrots went up by 17.6 %",
            trigger: '.o_data_row:contains("Carotte"):contains("17.6")',
        },
        {
            content: "Keep last week's price of leeks",
            trigger: '.o_data_row:contains("Poireau") button[name="action_undo"]',
            run: "click",
        },
        {
            content: "It is greyed",
            trigger: '.o_data_row.text-muted:contains("Poireau")',
        },
        {
            content: "Approve",
            trigger: 'button[name="action_approve"]',
            run: "click",
        },
        {
            content: "The draft is approved",
            trigger: '.o_field_widget[name="date_approved"]',
        },
    ],
});
