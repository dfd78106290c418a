import { registry } from "@web/core/registry";

const line = "details:has(summary:contains(Carotte)) ";

/** A client on a phone: the line, what is wrong, how much, send. */
registry.category("web_tour.tours").add("hub_claim_client_tour", {
    steps: () => [
        {
            trigger: `${line} summary`,
            content: "open the line",
            run: "click",
        },
        {
            trigger: `${line} label:contains(Freshness)`,
            content: "nothing is wider than the phone",
            run(helpers) {
                if (document.documentElement.scrollWidth > window.innerWidth) {
                    throw new Error("the page is wider than the phone");
                }
                helpers.click();
            },
        },
        { trigger: `${line} input[name=quantity]`, run: "edit 2" },
        {
            trigger: `${line} button[type=submit]`,
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".alert-success" },
        { trigger: `${line} summary .badge`, content: "the line says so" },
    ],
});

/** The coordinator, from the week's page: card, who bears it, credit note. */
registry.category("web_tour.tours").add("hub_claim_hub_tour", {
    steps: () => [
        {
            trigger:
                ".o_hub_week_card[data-exception^='_get_claim_exceptions'] .o_hub_week_button",
            content: "first click: the card",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Carotte) td[name=product_id], .o_form_view h1:contains(Carotte)",
            content: "second click: the claim, when there are several",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=borne_by] input[data-value=producer]",
            content: "third: who bears it",
            run: "click",
        },
        {
            trigger: "button[name=action_credit]",
            content: "fourth: the credit note",
            run: "click",
        },
        { trigger: ".o_field_widget[name=refund_id]:contains(R)" },
    ],
});
