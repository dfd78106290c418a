import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/** The order-form number, saved when it is typed. */
export class HubOrderReference extends Interaction {
    static selector = ".o_hub_reference";
    dynamicContent = {
        input: { "t-on-change": this.onChange },
    };

    async onChange(ev) {
        const { catalogue } = this.el.dataset;
        const answer = await this.waitFor(
            rpc(`/my/catalogue/${catalogue}/reference`, { reference: ev.target.value })
        );
        const message = this.el.querySelector(".o_hub_reference_message");
        message.textContent = answer.error || "";
        message.classList.toggle("text-danger", Boolean(answer.error));
        if (!answer.error) {
            ev.target.value = answer.reference;
            this.el.classList.add("o_hub_reference_saved");
        }
    }
}

registry.category("public.interactions").add("milperche_hub.order_reference", HubOrderReference);
