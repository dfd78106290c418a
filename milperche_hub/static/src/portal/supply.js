import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

import { readQuantity } from "./catalogue";

/** The − and + beside a producer's quantities; without it, one types them. */
export class HubSupply extends Interaction {
    static selector = ".o_hub_supply";
    dynamicContent = {
        ".o_hub_supply_stepper .btn": { "t-on-click": this.onStep },
    };

    start() {
        this.el.classList.add("o_hub_ready");
    }

    onStep(ev) {
        const stepper = ev.currentTarget.closest(".o_hub_supply_stepper");
        const input = stepper.querySelector("input");
        const step = Number(stepper.dataset.step) || 1;
        const now = readQuantity(input.value);
        if (Number.isNaN(now)) {
            return;
        }
        const next = Math.max(now + Number(ev.currentTarget.value) * step, 0);
        const comma = input.value.includes(",") || document.documentElement.lang.startsWith("fr");
        const text = String(Math.round(next * 1000) / 1000);
        input.value = comma ? text.replace(".", ",") : text;
    }
}

registry.category("public.interactions").add("milperche_hub.supply", HubSupply);
