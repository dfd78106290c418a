import { rpc } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

import { fold, HubCatalogue } from "@milperche_hub/portal/catalogue";

/** Who is calling: a few letters, then Enter opens the first that matches. */
export class HubStaffClients extends Interaction {
    static selector = ".o_hub_staff_clients";
    dynamicContent = {
        ".o_hub_client_search": { "t-on-input": this.filter, "t-on-keydown": this.onKey },
    };

    start() {
        this.el.querySelector(".o_hub_client_search").focus();
    }

    filter(ev) {
        const words = fold(ev.target.value).split(/\s+/).filter(Boolean);
        for (const el of this.el.querySelectorAll(".o_hub_client")) {
            const text = fold(el.textContent);
            el.classList.toggle("d-none", !words.every((word) => text.includes(word)));
        }
    }

    onKey(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.el.querySelector(".o_hub_client:not(.d-none)")?.click();
        }
    }
}

registry.category("public.interactions").add("milperche_hub.staff_clients", HubStaffClients);

/** On the phone: what is not left can be asked of the producer. */
patch(HubCatalogue.prototype, {
    setup() {
        super.setup();
        this.isStaff = Boolean(this.el.dataset.staff);
    },

    start() {
        super.start();
        if (this.isStaff) {
            this.find(".o_hub_search").focus();
        }
    },

    /** Enter after a quantity: back to the search, for the next product. */
    leaveField(input) {
        if (!this.isStaff) {
            return super.leaveField(input);
        }
        const search = this.find(".o_hub_search");
        search.focus();
        search.select();
    },

    refuse(row, sentence, wanted) {
        super.refuse(row, sentence, wanted);
        if (this.isStaff && wanted > row.available) {
            const button = document.createElement("button");
            button.type = "button";
            button.className = "o_hub_ask btn btn-sm btn-outline-primary ms-2";
            button.textContent = this.texts.ask;
            button.addEventListener("click", () => this.askProducer(row, wanted));
            row.message.append(button);
        }
    },

    async askProducer(row, quantity) {
        await this.waitFor(this.flush());
        try {
            const offer = Number(row.el.dataset.offer);
            const answer = await this.waitFor(
                rpc(`${this.url}/ask`, { offer, quantity }, { silent: true })
            );
            this.say(row, "");
            this.apply(answer);
            this.status("saved");
        } catch (error) {
            this.onLost(error);
        }
    },
});
