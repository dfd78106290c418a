import { registry } from "@web/core/registry";

/** The price of an open offer changes: why, and which orders it touches. */
registry.category("web_tour.tours").add("hub_terms_tour", {
    steps: () => [
        {
            content: "The pencil beside the frozen price",
            trigger: `.o_data_row:contains("Carotte démo") button[name="action_change_terms"]`,
            run: "click",
        },
        {
            content: "The dialog names the orders it touches",
            trigger: `.modal .o_field_widget[name="line_ids"] .o_data_row:contains("Collège Démo")`,
        },
        {
            content: "A new price",
            trigger: `.modal .o_field_widget[name="price_unit"] input`,
            run: "edit 2.00",
        },
        {
            content: "Without a reason nothing changes",
            trigger: `.modal button[name="action_apply"]`,
            run: "click",
        },
        {
            content: "It asks for one",
            trigger: `.modal .o_field_widget[name="reason"].o_field_invalid`,
        },
        {
            content: "Why",
            trigger: `.modal .o_field_widget[name="reason"] input`,
            run: "edit Frost",
        },
        {
            content: "Change",
            trigger: `.modal button[name="action_apply"]`,
            run: "click",
        },
        {
            content: "The list shows the new price",
            trigger: `body:not(:has(.modal)) .o_data_row:contains("Carotte démo"):contains("2.00")`,
        },
        {
            content: "The changes since the opening",
            trigger: `.nav-link[name="changes"]`,
            run: "click",
        },
        {
            content: "say who, what and why",
            trigger: `.o_field_widget[name="change_ids"] .o_data_row:contains("Frost"):contains("1.70"):contains("2.00")`,
        },
    ],
});
