import { rpc } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";
import { patchDynamicContent } from "@web/public/utils";

import { HubCatalogue } from "@milperche_hub/portal/catalogue";

/** Baskets that start from the usual one or an older week; filters of the grid. */
patch(HubCatalogue.prototype, {
    setup() {
        super.setup();
        patchDynamicContent(this.dynamicContent, {
            ".o_hub_take": { "t-on-click": this.onTake.bind(this) },
            ".o_hub_fill": { "t-on-click": this.locked(this.onFill.bind(this)) },
            ".o_hub_keep_usual": { "t-on-change": this.onKeepUsual.bind(this) },
            ".o_hub_filter_toggle": { "t-on-click": this.onToggleFilters.bind(this) },
            ".o_hub_filters select": { "t-on-change": this.onFilter.bind(this) },
        });
        for (const row of this.rows.values()) {
            row.tags = new Set((row.el.dataset.tags || "").split(" "));
        }
        this.wantedTags = [];
        this.unwantedTags = [];
    },

    /** One tap takes what this client usually takes of it. */
    onTake(ev) {
        const row = this.rowOf(ev.currentTarget);
        row.before = row.quantity;
        this.ask(row, Number(row.el.dataset.usual));
    },

    /** Rows that are still empty take the quantities of another basket. */
    async onFill(ev) {
        const value = ev.currentTarget.value;
        const source = value === "usual" ? value : Number(value);
        const message = this.find(".o_hub_start_message");
        let answer;
        try {
            answer = await this.waitFor(rpc(`${this.url}/start`, { source }, { silent: true }));
        } catch (error) {
            this.onLost(error);
            return;
        }
        if (answer.error) {
            message.textContent = answer.error;
            return;
        }
        let filled = 0;
        for (const [offer, quantity] of Object.entries(answer.quantities)) {
            const row = this.rows.get(offer);
            if (row && !row.quantity) {
                row.before = 0;
                this.ask(row, quantity);
                filled += row.quantity > 0;
            }
        }
        const words = [this.texts.filled.replace("%s", filled)];
        if (answer.missing.length) {
            words.push(this.texts.missing.replace("%s", answer.missing.join(", ")));
        }
        message.textContent = words.join(" ");
    },

    async onKeepUsual(ev) {
        const box = ev.currentTarget;
        try {
            const url = this.url.replace(/\/\d+$/, "/usual");
            const { wanted } = await this.waitFor(
                rpc(url, { wanted: box.checked }, { silent: true })
            );
            box.checked = wanted;
            this.find(".o_hub_start_message").textContent =
                this.texts[wanted ? "kept" : "unkept"];
        } catch (error) {
            box.checked = !box.checked;
            this.onLost(error);
        }
    },

    onToggleFilters(ev) {
        const closed = this.find(".o_hub_filters").classList.toggle("d-none");
        ev.currentTarget.setAttribute("aria-expanded", !closed);
    },

    onFilter() {
        this.wantedTags = [];
        this.unwantedTags = [];
        for (const select of this.el.querySelectorAll(".o_hub_filters select")) {
            select.classList.toggle("o_hub_chosen", Boolean(select.value));
            if (select.value) {
                (select.dataset.exclude ? this.unwantedTags : this.wantedTags).push(select.value);
            }
        }
        const count = this.wantedTags.length + this.unwantedTags.length;
        this.find(".o_hub_filter_count").textContent = count || "";
        this.find(".o_hub_filter_toggle").classList.toggle("active", count > 0);
        this.filter();
    },

    isShown(row) {
        return (
            super.isShown(row) &&
            this.wantedTags.every((tag) => row.tags.has(tag)) &&
            !this.unwantedTags.some((tag) => row.tags.has(tag))
        );
    },
});
