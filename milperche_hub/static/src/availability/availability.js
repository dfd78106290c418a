import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { hasTouch } from "@web/core/browser/feature_detection";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Mutex } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "hub.catalogue";

const fold = (text) =>
    text
        .normalize("NFD")
        .replace(/\p{Diacritic}/gu, "")
        .toLowerCase();

/**
 * Every producer and product of a catalogue on one page, typed without a mouse: Tab,
 * Enter and the arrows move, "=" takes last week's quantity, "*" all of the producer's.
 * Each quantity is saved as one leaves it; the server decides and sends back the block
 * of its producer.
 */
export class HubAvailability extends Component {
    static template = "milperche_hub.HubAvailability";
    static components = { Dropdown, DropdownItem, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.mutex = new Mutex();
        this.root = useRef("root");
        this.state = useState({ board: false, search: "", silentOnly: false, saving: 0 });
        const params = this.props.action.params || {};
        this.state.silentOnly = Boolean(params.silent_only);
        onWillStart(() => this.load(params.catalogue_id));
        onMounted(() => {
            // Typing may begin at once; on a phone it would open the keyboard.
            if (!hasTouch()) {
                this.root.el?.querySelector(".o_hub_availability_input")?.focus();
            }
        });
    }

    async load(catalogueId) {
        const args = [catalogueId || false];
        this.state.board = await this.orm.call(MODEL, "get_availability_board", args);
    }

    get board() {
        return this.state.board;
    }

    get answered() {
        return this.board.producers.filter((producer) => producer.answered).length;
    }

    /** Producers that match what is typed, with the rows that do. */
    get producers() {
        const words = fold(this.state.search).split(/\s+/).filter(Boolean);
        const found = [];
        for (const producer of this.board.producers) {
            if (this.state.silentOnly && producer.answered) {
                continue;
            }
            const matches = (text) => words.every((word) => fold(text).includes(word));
            const rows = producer.rows.filter((row) => matches(`${producer.name} ${row.name}`));
            if (rows.length) {
                found.push({ ...producer, rows });
            }
        }
        return found;
    }

    // Moving -----------------------------------------------------------------

    onKeydown(ev, producer, row) {
        if (ev.isComposing || ev.ctrlKey || ev.altKey || ev.metaKey) {
            return;
        }
        const moves = { Enter: ev.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 };
        if (ev.key in moves) {
            ev.preventDefault();
            this.move(ev.currentTarget, moves[ev.key]);
        } else if (ev.key === "=") {
            ev.preventDefault();
            if (row.last_text) {
                ev.currentTarget.value = row.last_text;
                this.move(ev.currentTarget, 1);
            }
        } else if (ev.key === "*") {
            ev.preventDefault();
            this.repeat(producer);
        } else if (ev.key === "Escape") {
            ev.currentTarget.value = row.quantity_text;
        }
    }

    move(input, offset) {
        const inputs = [...this.root.el.querySelectorAll(".o_hub_availability_input")];
        const next = inputs[inputs.indexOf(input) + offset];
        if (next) {
            next.focus();
        } else {
            input.blur();
        }
    }

    // Saving -----------------------------------------------------------------

    async onChange(ev, row) {
        const input = ev.currentTarget;
        const value = input.value.trim();
        if (value === row.quantity_text) {
            return;
        }
        const done = await this.call("set_availability", [row.product_id, value], row.name);
        if (!done) {
            input.value = row.quantity_text;
        }
    }

    repeat(producer) {
        return this.call("repeat_availability", [producer.id], producer.name);
    }

    confirm(producer) {
        return this.call("confirm_availability", [producer.id], producer.name);
    }

    /** One change after the other, so that the last block shown is the last one saved. */
    async call(method, args, title) {
        this.state.saving++;
        try {
            const block = await this.mutex.exec(() =>
                this.orm.silent.call(MODEL, method, [[this.board.catalogue.id], ...args])
            );
            const index = this.board.producers.findIndex(({ id }) => id === block.id);
            this.board.producers[index] = block;
            return true;
        } catch (error) {
            this.notification.add(error.data?.message || _t("The server did not answer."), {
                title,
                type: "danger",
            });
            return false;
        } finally {
            this.state.saving--;
        }
    }
}

registry.category("actions").add("hub_availability", HubAvailability);
