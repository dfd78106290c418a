import { registry } from "@web/core/registry";

const button = (name) => `.o_form_view button[name="${name}"]:visible`;
const press = (name) => ({ trigger: button(name), run: "click" });
const confirm = { trigger: ".modal-footer .btn-primary", run: "click" };

/** The bookkeeper's ten days, up to the accountant's file. */
registry.category("web_tour.tours").add("hub_close_tour", {
    steps: () => [
        { ...press("action_invoice"), content: "1. invoice" },
        { ...press("action_post_invoices"), content: "2. post" },
        confirm,
        { ...press("action_settle"), content: "4. settle" },
        press("action_send_statements"),
        press("action_post_settlements"),
        confirm,
        { trigger: button("action_pay"), content: "5. producers are to pay" },
        { ...press("action_send"), content: "3. mail, self-billed copies too" },
        confirm,
        { trigger: `body:not(:has(${button("action_send").replace(":visible", "")}))` },
        { ...press("action_switch"), content: "7. the month" },
        { trigger: ".o_form_view:contains('7.')" },
        press("action_previous"),
        press("action_pack"),
        { trigger: button("action_lock"), content: "the pack is made" },
    ],
});
