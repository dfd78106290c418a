import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** One weight after the other: a number, Enter, the next line. No mouse. */
export class HubWeighing extends Component {
    static template = "milperche_hub.HubWeighing";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.state = useState({ page: false, unit: "kg", ask: false, error: false });
        onWillStart(() => this.load(this.props.action.params?.catalogue_id));
    }

    get display() {
        return { controlPanel: {} };
    }

    get weighed() {
        return this.state.page.lines.filter((line) => line.is_weighed).length;
    }

    get products() {
        const groups = [];
        for (const line of this.state.page.lines) {
            const last = groups.at(-1);
            if (last?.name === line.product) {
                last.lines.push(line);
            } else {
                groups.push({ name: line.product, lines: [line] });
            }
        }
        return groups;
    }

    async load(catalogueId) {
        this.state.page = await this.orm.call("hub.weighing", "get_page", [
            catalogueId || false,
        ]);
        this.state.ask = this.state.error = false;
    }

    // Keyboard ---------------------------------------------------------------

    onKeydown(ev, line) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.save(ev.target, line);
        } else if (ev.key === "ArrowDown" || ev.key === "ArrowUp") {
            ev.preventDefault();
            this.focusBeside(ev.target, ev.key === "ArrowDown" ? 1 : -1);
        } else if (ev.key === "Escape") {
            this.state.ask = this.state.error = false;
            ev.target.value = "";
        } else if (ev.key === "F2") {
            ev.preventDefault();
            this.toggleUnit();
        } else if (ev.key === "z" && (ev.ctrlKey || ev.metaKey) && !ev.target.value) {
            ev.preventDefault();
            this.undo(line);
        } else if (this.state.ask?.id === line.id && ev.key.length === 1) {
            this.state.ask = false;
        }
    }

    /** The input just typed in keeps the focus while its weight is sent. */
    async save(input, line) {
        const text = input.value.trim();
        if (!text) {
            return this.focusNext(input);
        }
        const confirmed = this.state.ask?.id === line.id && this.state.ask.text === text;
        this.state.ask = this.state.error = false;
        this.focusNext(input);
        let answer;
        try {
            answer = await this.orm.silent.call("hub.weighing", "set_weight", [
                line.id,
                text,
                this.state.unit,
                confirmed,
            ]);
        } catch (error) {
            this.state.error = { id: line.id, text: error.data?.message || _t("Not saved: the connection is gone.") };
            return this.focus(line.id);
        }
        if (answer.ask) {
            this.state.ask = { id: line.id, text, question: answer.ask };
            return this.focus(line.id);
        }
        input.value = "";
        Object.assign(line, answer.line);
    }

    async undo(line) {
        if (line.can_undo) {
            const answer = await this.orm.call("hub.weighing", "undo", [line.id]);
            Object.assign(line, answer.line);
        }
    }

    toggleUnit() {
        this.state.unit = this.state.unit === "kg" ? "g" : "kg";
    }

    // Focus ------------------------------------------------------------------

    get inputs() {
        return [...this.root.el.querySelectorAll("input.o_hub_weight")];
    }

    focus(lineId) {
        const input = this.inputs.find((one) => one.dataset.line === String(lineId));
        input?.focus();
        input?.select();
    }

    focusBeside(input, step) {
        const inputs = this.inputs;
        const next = inputs[inputs.indexOf(input) + step];
        next?.focus();
        next?.select();
    }

    /** The next line that nobody weighed yet, else the next one. */
    focusNext(input) {
        const inputs = this.inputs;
        const after = inputs.slice(inputs.indexOf(input) + 1);
        const next = after.find((one) => one.dataset.weighed !== "1") || after[0];
        next?.focus();
        next?.select();
        next?.scrollIntoView({ block: "center" });
    }
}

registry.category("actions").add("milperche_hub.weighing", HubWeighing);
