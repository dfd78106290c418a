import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

const LINES = 30;
const name = (number) => `Légume ${String(number).padStart(2, "0")}`;
const input = (number) => `.o_hub_offer:contains("${name(number)}") input`;

/** A phone in a cold room: nothing that is sent arrives, until the page is loaded anew. */
class LostRequest extends EventTarget {
    open() {}
    setRequestHeader() {}
    abort() {}
    send() {
        Promise.resolve().then(() => this.dispatchEvent(new Event("error")));
    }
}

registry.category("web_tour.tours").add("hub_catalogue_thirty_tour", {
    steps: () => [
        {
            content: "The first quantity",
            trigger: `.o_hub_ready ${input(0)}`,
            run: "edit 1 && press Enter",
        },
        {
            content: "The keyboard's tick goes to the next product",
            trigger: `${input(1)}:focus`,
        },
        ...Array.from({ length: LINES - 2 }, (_, number) => ({
            content: `Line ${number + 2}`,
            trigger: input(number + 1),
            run: `edit ${number + 2} && press Enter`,
        })),
        {
            content: "Twenty-nine lines are saved while typing",
            trigger: `.o_hub_footer:has(.o_hub_saved:contains("Saved")):contains("29 products")`,
        },
        {
            content: "The connection is lost",
            trigger: input(29),
            run() {
                browser.XMLHttpRequest = LostRequest;
            },
        },
        {
            content: "One types on",
            trigger: input(29),
            run: "edit 30 && press Tab",
        },
        {
            content: "and is told",
            trigger: `.o_hub_saved:contains("Not saved: no connection")`,
        },
        {
            content: "The page is loaded anew, with a connection",
            trigger: ".o_hub_catalogue",
            run: () => window.location.reload(),
            expectUnloadPage: true,
        },
        {
            content: "What the phone kept is sent, once",
            trigger: `.o_hub_ready ${input(29)}:value(30)`,
        },
        {
            content: "and all of it is saved",
            trigger: `.o_hub_footer:has(.o_hub_saved:contains("Saved")):contains("30 products")`,
        },
        {
            content: "Only what is peeled",
            trigger: ".o_hub_filter_toggle",
            run: "click",
        },
        {
            content: "The filters are in sight",
            trigger: ".o_hub_filters select[name='prepared']",
            run: "select peeled",
        },
        {
            content: "One product is left",
            trigger: `.o_hub_catalogue:not(:has(.o_hub_offer:not(.d-none):contains("${name(1)}"))) ${input(0)}`,
        },
        {
            content: "Place",
            trigger: ".o_hub_place",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The recap",
            trigger: `.o_hub_recap:contains("your order is placed")`,
        },
    ],
});
