import { registry } from "@web/core/registry";

const fold = '.o_hub_proofs details[data-code="gmo_free"]';
const tours = registry.category("web_tour.tours");

/** The farmer: red, then a document sent from the phone. */
tours.add("hub_proof_send_tour", {
    steps: () => [
        { trigger: `${fold} .o_hub_red`, content: "the proof ended: sales are blocked" },
        { trigger: `${fold} summary`, content: "open it", run: "click" },
        {
            trigger: `${fold} input[type=file]`,
            content: "choose a photo",
            run({ anchor }) {
                const pixel =
                    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
                const bytes = Uint8Array.from(atob(pixel), (char) => char.charCodeAt(0));
                const data = new DataTransfer();
                data.items.add(new File([bytes], "attestation.png", { type: "image/png" }));
                anchor.files = data.files;
            },
        },
        {
            trigger: `${fold} button[type=submit]`,
            content: "send it",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_hub_proofs .alert-success", content: "received" },
        { trigger: `${fold} .o_hub_red`, content: "it does not count before it is verified" },
    ],
});

/** The coordinator: from the page of the week, one look and one click. */
tours.add("hub_proof_verify_tour", {
    steps: () => [
        {
            trigger:
                '.o_hub_week_card[data-exception^="_get_proof_pending_exceptions"] .o_hub_week_button',
            content: "a proof to verify",
            run: "click",
        },
        { trigger: '.o_list_view button[name="action_verify"]', content: "verify", run: "click" },
        { trigger: ".o_list_view .text-bg-success", content: "verified" },
    ],
});

/** The farmer again: green. */
tours.add("hub_proof_green_tour", {
    steps: () => [{ trigger: `${fold} .o_hub_green`, content: "in order" }],
});
