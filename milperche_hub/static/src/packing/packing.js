import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { browser } from "@web/core/browser/browser";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/views/fields/formatters";
import { parseFloat } from "@web/views/fields/parsers";
import { KeepLast } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const REFRESH_MS = 20000;
const KEYS = { client: "picking_id", product: "product_id", producer: "producer_id" };

/** Packing: one list of lines, seen by client, by product or by producer. */
export class HubPacking extends Component {
    static template = "milperche_hub.HubPacking";
    static components = { Dropdown, DropdownItem, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.keepLast = new KeepLast();
        this.state = useState({ page: false, view: "client", key: false, busy: false });
        this.catalogueId = this.props.action.params?.catalogue_id || false;
        this.day = false;
        onWillStart(() => this.load());
        useBus(useService("barcode").bus, "barcode_scanned", (ev) =>
            this.onScan(ev.detail.barcode)
        );
        const timer = browser.setInterval(() => this.refresh(), REFRESH_MS);
        onWillUnmount(() => browser.clearInterval(timer));
    }

    // Reading ----------------------------------------------------------------

    async load() {
        this.state.page = await this.keepLast.add(
            this.orm.silent.call("hub.packing", "get_page", [this.catalogueId, this.day])
        );
    }

    /** Others pack too: their marks show, unless something is being typed. */
    async refresh() {
        const typing = document.activeElement?.classList.contains("o_hub_share");
        if (!this.state.busy && !document.hidden && !typing) {
            await this.load().catch(() => {});
        }
    }

    async chooseCatalogue(id) {
        this.catalogueId = id;
        this.day = false;
        this.state.key = false;
        await this.load();
    }

    async chooseDay(day) {
        this.day = day;
        this.state.key = false;
        await this.load();
    }

    chooseView(view) {
        this.state.view = view;
        this.state.key = false;
    }

    choose(key) {
        this.state.key = key;
    }

    // Showing ----------------------------------------------------------------

    get page() {
        return this.state.page;
    }

    get views() {
        return [
            { key: "client", label: _t("By client") },
            { key: "product", label: _t("By product") },
            { key: "producer", label: _t("By producer") },
        ];
    }

    get dayLabel() {
        const day = this.page.days.find((item) => item.key === this.page.day);
        return day ? day.label : _t("All days");
    }

    /** Groups of the view shown, each with how much of it is packed. */
    get groups() {
        const groups = new Map();
        for (const line of this.page.lines) {
            const key = line[KEYS[this.state.view]];
            if (!groups.has(key)) {
                groups.set(key, { key, title: this.getTitle(line), lines: [] });
            }
            groups.get(key).lines.push(line);
        }
        const list = [...groups.values()];
        for (const group of list) {
            const lines = group.lines.filter((line) => line.id);
            group.total = lines.length;
            group.packed = lines.filter((line) => line.packed || line.done).length;
            group.short = group.lines.some((line) => this.isShort(line));
        }
        return this.state.view === "client"
            ? list
            : list.sort((a, b) => a.title.localeCompare(b.title));
    }

    getTitle(line) {
        if (this.state.view === "client") {
            return line.stop ? `${line.stop}. ${line.client}` : line.client;
        }
        return this.state.view === "product" ? line.product : line.producer || _t("The hub");
    }

    get group() {
        return this.groups.find((group) => group.key === this.state.key);
    }

    /** The share-out: one row per client, whatever the number of lots. */
    get rows() {
        const rows = new Map();
        for (const line of this.group.lines) {
            if (!rows.has(line.move_id)) {
                rows.set(line.move_id, { ...line, quantity: 0, lines: [] });
            }
            const row = rows.get(line.move_id);
            row.quantity = Math.round((row.quantity + line.quantity) * 1000) / 1000;
            if (line.id) {
                row.lines.push(line);
            }
        }
        return [...rows.values()];
    }

    get totals() {
        const rows = this.rows;
        const add = (name) => rows.reduce((sum, row) => sum + row[name], 0);
        return { ordered: add("ordered"), quantity: add("quantity"), uom: rows[0].uom };
    }

    get freeLots() {
        return this.page.lots[this.state.key] || [];
    }

    getFreeLots(line) {
        const lots = this.page.lots[line.product_id] || [];
        return lots.filter((lot) => lot.id !== line.lot_id && lot.free >= line.quantity);
    }

    isShort(line) {
        const given = this.page.lines
            .filter((other) => other.move_id === line.move_id)
            .reduce((sum, other) => sum + other.quantity, 0);
        return given < line.ordered - 0.0005;
    }

    isPacked(row) {
        return row.lines.length && row.lines.every((line) => line.packed);
    }

    formatQuantity(value) {
        return formatFloat(value, { digits: [16, 3], trailingZeros: false });
    }

    formatDay(day) {
        return day ? deserializeDate(day).toLocaleString({ day: "2-digit", month: "2-digit" }) : "";
    }

    // Doing ------------------------------------------------------------------

    async run(method, args) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await this.orm.call("hub.packing", method, args);
        } catch (error) {
            this.notification.add(error.data?.message || _t("The server did not answer."), {
                type: "danger",
                autocloseDelay: 8000,
            });
        } finally {
            this.state.busy = false;
        }
        await this.load();
    }

    togglePacked(lines, packed) {
        const ids = lines.filter((line) => line.id).map((line) => line.id);
        return this.run("set_packed", [ids, packed]);
    }

    onChangeShare(row, ev) {
        let quantity;
        try {
            quantity = parseFloat(ev.target.value.trim() || "0");
        } catch {
            ev.target.value = this.formatQuantity(row.quantity);
            this.notification.add(_t("Type a quantity, like 4.5"), { type: "warning" });
            return;
        }
        return this.run("set_share", [row.move_id, quantity]);
    }

    onChooseLot(line, lotId) {
        return this.run("set_lot", [line.id, lotId]);
    }

    shareAgain() {
        return this.run("share_again", [this.rows.map((row) => row.move_id)]);
    }

    /** Enter goes to the next client, as on paper. */
    onKeydownShare(ev) {
        if (ev.key === "Enter") {
            const inputs = [...document.querySelectorAll(".o_hub_share")];
            inputs[inputs.indexOf(ev.target) + 1]?.select();
        }
    }

    async printPack() {
        const action = await this.orm.call("stock.picking", "action_print_pack", [
            this.page.picking_ids,
        ]);
        return this.action.doAction(action);
    }

    /** The same list for a tablet that nobody signs in to. */
    async openLink() {
        const action = await this.orm.call("hub.catalogue", "action_packing_link", [
            this.page.catalogue.id,
        ]);
        return this.action.doAction(action);
    }

    /** A crate label opens its client; a lot its product. */
    onScan(barcode) {
        const name = barcode.split("#")[0];
        const ofClient = this.page.lines.find((line) => line.picking === name);
        const ofLot = this.page.lines.find((line) => line.lot && line.lot === barcode);
        if (ofClient) {
            this.chooseView("client");
            this.choose(ofClient.picking_id);
        } else if (ofLot) {
            this.chooseView("product");
            this.choose(ofLot.product_id);
        } else {
            this.notification.add(_t("Nothing here has the barcode %s", barcode), {
                type: "warning",
            });
        }
    }
}

registry.category("actions").add("hub_packing", HubPacking);
