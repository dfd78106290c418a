import { registry } from "@web/core/registry";

const card = (name) => `.o_hub_week_card[data-exception^="_get_${name}_exceptions"]`;
const done = (key) => `.o_hub_week_step_done[data-step="${key}"]`;

/** The coordinator's week, from the page's buttons alone. */
registry.category("web_tour.tours").add("hub_week_tour", {
    steps: () => [
        { trigger: ".o_hub_week_title", content: "the page opens on the week" },
        { trigger: done("offers"), content: "the catalogue is open" },
        {
            trigger: '.o_hub_week_next[data-next="cutoff"] .o_hub_week_button',
            content: "cut off before the hour",
            run: "click",
        },
        { trigger: ".modal-footer .btn-primary", content: "it asks first", run: "click" },
        { trigger: done("cutoff") },
        {
            trigger: '.o_hub_week_next[data-next="dropoffs"] .o_hub_week_button',
            content: "receive as announced",
            run: "click",
        },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { trigger: done("dropoffs") },
        { trigger: done("packing"), content: "the lots are shared" },
        {
            trigger: '.o_hub_week_next[data-next="rounds"] .o_hub_week_button',
            content: "deliver",
            run: "click",
        },
        { trigger: done("rounds") },
        {
            trigger: `${card("to_invoice")} .o_hub_week_button`,
            content: "invoice",
            run: "click",
        },
        {
            trigger: `${card("draft_invoice")} .o_hub_week_button`,
            content: "post the invoices",
            run: "click",
        },
        { trigger: done("invoices"), content: "the week is invoiced" },
    ],
});
