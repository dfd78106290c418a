import { browser } from "@web/core/browser/browser";
import { ConnectionLostError, rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

const SAVE_DELAY = 500; // ms after the last key
const RETRY_DELAYS = [2, 4, 8, 15, 30]; // seconds
const QUANTITY_MAX = 99999;
const FRESH = 10000; // ms
const GRACE = 60; // seconds the hub still takes a basket begun before the cut-off

export const fold = (text) =>
    text
        .normalize("NFD")
        .replace(/\p{Diacritic}/gu, "")
        .toLowerCase();

/** "2,5" or "2.5" to a number; an empty field is 0, anything else NaN. */
export function readQuantity(text) {
    const clean = text.replace(/\s/g, "").replace(",", ".");
    if (!clean) {
        return 0;
    }
    return /^\d*\.?\d*$/.test(clean) ? Math.round(Number(clean) * 1000) / 1000 : NaN;
}

/** What the client asks for, in whole packs: never less than what was typed. */
export function roundToPack(quantity, step) {
    return Math.round(Math.ceil(quantity / step - 1e-6) * step * 1000) / 1000;
}

/** The phone's own storage; without it (private browsing, full), saving goes on bare. */
function phoneMemory() {
    try {
        const storage = browser.localStorage;
        storage.setItem("hub_probe", "1");
        storage.removeItem("hub_probe");
        return storage;
    } catch {
        return { getItem: () => null, setItem: () => {}, removeItem: () => {} };
    }
}

/**
 * The order grid. Each change is saved by itself; what could not be sent waits in the
 * phone's own storage and leaves as soon as the connection is back. The server decides:
 * a quantity it refuses goes back to what it was.
 */
export class HubCatalogue extends Interaction {
    static selector = ".o_hub_catalogue";
    dynamicContent = {
        _root: { "t-on-submit.prevent": this.locked(this.onPlace, true) },
        ".o_hub_stepper .btn": { "t-on-click": this.onStep },
        ".o_hub_stepper .form-control": {
            "t-on-input": this.onType,
            "t-on-change": this.onTyped,
            "t-on-focus": this.onFocus,
            "t-on-keydown": this.onKey,
        },
        ".o_hub_search": {
            "t-on-input": this.debounced(this.filter, 80),
            "t-on-keydown": this.onSearchKey,
        },
        ".o_hub_only": { "t-on-click": this.onOnly },
        ".o_hub_tabs a": { "t-on-click.prevent": this.onTab },
        _window: { "t-on-online": this.flush, "t-on-pagehide": this.keep },
        _document: { "t-on-visibilitychange": this.onBack },
    };

    setup() {
        this.url = this.el.dataset.url;
        this.storageKey = `hub_basket_${this.el.dataset.basket}`;
        this.memory = phoneMemory();
        this.texts = {};
        for (const el of this.el.querySelectorAll("[data-text]")) {
            this.texts[el.dataset.text] = el.textContent;
        }
        const lang = this.el.dataset.lang || document.documentElement.lang || undefined;
        this.money = new Intl.NumberFormat(lang, {
            style: "currency",
            currency: this.el.dataset.currency,
        });
        this.number = new Intl.NumberFormat(lang, { maximumFractionDigits: 3 });
        this.closesAt = Date.now() + this.el.dataset.left * 1000;
        this.pending = new Map();
        this.failures = 0;
        this.closed = false;
        this.find = (selector) => this.el.querySelector(selector);
        this.save = this.debounced(this.flush, SAVE_DELAY);
        this.rows = new Map();
        for (const el of this.el.querySelectorAll(".o_hub_offer")) {
            const { offer, price, step, available, pack, unit, least, most } = el.dataset;
            const input = el.querySelector(".form-control");
            const quantity = readQuantity(input.value);
            this.rows.set(offer, {
                el,
                input,
                quantity,
                before: quantity,
                saved: quantity,
                price: Number(price),
                step: Number(step),
                available: available === undefined ? Infinity : Number(available),
                least: Number(least || 0),
                most: Number(most || 0),
                packed: Boolean(pack) || input.inputMode === "numeric",
                pack: pack || `1 ${unit}`,
                counted: Boolean(pack),
                unit,
                sum: el.querySelector(".o_hub_sum"),
                message: el.querySelector(".o_hub_message"),
                left: el.querySelector(".o_hub_left"),
                minus: el.querySelector(".btn[value='-1']"),
                plus: el.querySelector(".btn[value='1']"),
                words: fold(el.querySelector(".o_hub_about").textContent),
            });
        }
    }

    start() {
        this.el.classList.add("o_hub_ready");
        this.markPlaced(Boolean(this.el.dataset.placed));
        for (const row of this.rows.values()) {
            this.paint(row);
        }
        this.restore();
        this.showTotals();
        this.watchFamilies();
        this.tick();
        const clock = browser.setInterval(() => this.tick(), 15000);
        this.registerCleanup(() => browser.clearInterval(clock));
    }

    /** Enter in the search goes to the quantity of the first product found. */
    onSearchKey(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.filter();
            this.find(
                ".o_hub_family:not(.d-none) .o_hub_offer:not(.d-none) .form-control"
            )?.focus();
        }
    }

    // ---------------------------------------------------------------------
    // Typing
    // ---------------------------------------------------------------------

    rowOf(target) {
        return this.rows.get(target.closest(".o_hub_offer").dataset.offer);
    }

    onStep(ev) {
        const button = ev.currentTarget;
        const row = this.rowOf(button);
        row.before = row.quantity;
        const packs = row.quantity / row.step;
        const next =
            button.value === "1" ? Math.floor(packs + 1e-6) + 1 : Math.ceil(packs - 1e-6) - 1;
        let quantity = Math.max(Math.round(next * row.step * 1000) / 1000, 0);
        if (quantity < row.least) {
            quantity = button.value === "1" ? roundToPack(row.least, row.step) : 0;
        }
        this.ask(row, quantity);
    }

    onFocus(ev) {
        const row = this.rowOf(ev.target);
        row.before = row.quantity;
        ev.target.select();
    }

    onKey(ev) {
        if (ev.key === "Enter") {
            // The order is placed by its button, never by the keyboard's tick.
            ev.preventDefault();
            this.leaveField(ev.target);
        }
    }

    /** The keyboard's tick goes on to the next row in sight. */
    leaveField(input) {
        const inputs = [
            ...this.el.querySelectorAll(
                ".o_hub_family:not(.d-none) .o_hub_offer:not(.d-none) .form-control"
            ),
        ];
        const next = inputs[inputs.indexOf(input) + 1];
        if (next) {
            next.focus();
            next.closest(".o_hub_offer").scrollIntoView({ block: "center" });
        } else {
            input.blur();
        }
    }

    /** While one types: save what is already a sound quantity, correct nothing. */
    onType(ev) {
        const row = this.rowOf(ev.target);
        const quantity = readQuantity(ev.target.value);
        const packs = !row.packed || roundToPack(quantity, row.step) === quantity;
        const whole = packs && (!quantity || quantity >= row.least);
        if (whole && quantity <= Math.min(row.available, QUANTITY_MAX)) {
            this.ask(row, quantity, { typing: true });
        }
    }

    /** When the field is left: round up to the pack, or say what is wrong. */
    onTyped(ev) {
        const row = this.rowOf(ev.target);
        let quantity = readQuantity(ev.target.value);
        if (Number.isNaN(quantity) || quantity > QUANTITY_MAX) {
            this.refuse(row, Number.isNaN(quantity) ? this.texts.number : this.texts.large);
            return;
        }
        let note = "";
        const packs = roundToPack(quantity, row.step);
        if (row.packed && packs !== quantity) {
            quantity = packs;
            note = this.texts.rounded.replace("%s", row.pack);
        }
        if (quantity && quantity < row.least) {
            quantity = row.packed ? roundToPack(row.least, row.step) : row.least;
            note = this.texts.least.replace("%s", this.withUnit(row, row.least));
        }
        this.ask(row, quantity, { note });
    }

    /** Ask for a quantity: shown at once, sent in a moment. */
    ask(row, quantity, { typing = false, note = "" } = {}) {
        if (this.closed) {
            return;
        }
        if (quantity > row.available && quantity > row.saved) {
            const left = this.withUnit(row, row.available);
            const sentence = this.isCapped(row) ? this.texts.most : this.texts.only;
            this.refuse(row, sentence.replace("%s", left), quantity);
            return;
        }
        this.say(row, note, "muted");
        this.change(row, quantity);
        this.paint(row, typing);
        this.showTotals();
    }

    /** Whether it is the limit per client that ends here, not what is left. */
    isCapped(row) {
        return row.most > 0 && row.available >= row.most;
    }

    /** Back to what it was before one began to type ("10" on the way to "101"). */
    refuse(row, sentence, _wanted) {
        this.change(row, row.before);
        this.paint(row);
        this.showTotals();
        this.say(row, sentence);
    }

    change(row, quantity) {
        if (quantity !== row.quantity) {
            row.quantity = quantity;
            this.pending.set(row.el.dataset.offer, quantity);
            this.keep();
            this.status("saving");
            this.save();
        }
    }

    // ---------------------------------------------------------------------
    // Saving
    // ---------------------------------------------------------------------

    /** Keep on the phone what the server does not have yet. */
    keep() {
        if (this.pending.size) {
            this.memory.setItem(this.storageKey, JSON.stringify([...this.pending]));
        } else {
            this.memory.removeItem(this.storageKey);
        }
    }

    restore() {
        let kept = [];
        try {
            kept = JSON.parse(this.memory.getItem(this.storageKey) || "[]");
        } catch {
            // Nothing readable was kept.
        }
        for (const [offer, quantity] of kept) {
            const row = this.rows.get(offer);
            if (row && row.quantity !== quantity) {
                row.quantity = quantity;
                this.pending.set(offer, quantity);
                this.paint(row);
            }
        }
        if (this.pending.size) {
            this.status("restored");
            this.flush();
        } else {
            this.keep();
            if (Date.now() - Number(this.memory.getItem(`${this.storageKey}_at`)) < FRESH) {
                // This page may have been made before the last change was saved.
                this.waitForTimeout(this.onBack, 1000);
            }
        }
    }

    /** Back from another tab or from the pocket: show what the order is now. */
    async onBack() {
        if (document.visibilityState !== "visible" || this.closed || this.sending) {
            return;
        }
        if (this.pending.size) {
            return this.flush();
        }
        try {
            this.apply(await this.post({}));
        } catch {
            // It will be known with the next change.
        }
    }

    post(quantities) {
        return rpc(`${this.url}/save`, { quantities }, { silent: true });
    }

    /** Send what waits, one request at a time; resolves when nothing waits any more. */
    async flush() {
        if (this.closed || !this.pending.size) {
            return;
        }
        if (!this.sending) {
            this.sending = this.send().finally(() => (this.sending = null));
        }
        await this.sending;
    }

    async send() {
        browser.clearTimeout(this.retry);
        while (this.pending.size && !this.closed) {
            const batch = new Map(this.pending);
            this.status("saving");
            let answer;
            try {
                answer = await this.post(Object.fromEntries(batch));
            } catch (error) {
                this.onLost(error);
                return;
            }
            this.failures = 0;
            for (const [offer, quantity] of batch) {
                if (this.pending.get(offer) === quantity) {
                    this.pending.delete(offer);
                }
            }
            this.apply(answer);
            this.keep();
            this.memory.setItem(`${this.storageKey}_at`, Date.now());
        }
        if (!this.closed) {
            this.status("saved");
        }
    }

    onLost(error) {
        const lost = error instanceof ConnectionLostError || !navigator.onLine;
        const expired = error.exceptionName === "odoo.http.SessionExpiredException";
        this.find(".o_hub_login").classList.toggle("d-none", !expired);
        this.status(expired ? "login" : "unsaved", true);
        if (lost || !expired) {
            const delay = RETRY_DELAYS[Math.min(this.failures, RETRY_DELAYS.length - 1)];
            this.failures += 1;
            this.retry = browser.setTimeout(() => this.flush(), delay * 1000);
        }
    }

    /** The server's word: its quantities, what is left, what it refused and why. */
    apply(answer) {
        for (const [offer, available] of Object.entries(answer.available || {})) {
            const row = this.rows.get(offer);
            if (row) {
                row.available = available === null ? Infinity : available;
                this.showLeft(row);
            }
        }
        if (answer.quantities) {
            // All of the order: another tab may have changed what this one shows.
            for (const [offer, row] of this.rows) {
                row.saved = answer.quantities[offer] || 0;
                if (!this.pending.has(offer) && row.quantity !== row.saved) {
                    row.quantity = row.saved;
                    this.paint(row, document.activeElement === row.input);
                }
            }
        }
        for (const [offer, sentence] of Object.entries(answer.refused || {})) {
            const row = this.rows.get(offer);
            if (row) {
                this.paint(row);
                this.say(row, sentence);
            }
        }
        if (answer.error) {
            this.showError(answer.error);
            if (answer.closed) {
                this.close();
            } else if (!answer.quantities) {
                this.pending.clear();
                this.revert();
            }
        } else {
            this.showError("");
        }
        if ("placed" in answer) {
            this.markPlaced(answer.placed);
        }
        this.showTotals(answer.total);
    }

    revert() {
        for (const row of this.rows.values()) {
            row.quantity = row.saved;
            this.paint(row);
        }
    }

    // ---------------------------------------------------------------------
    // Placing
    // ---------------------------------------------------------------------

    async onPlace() {
        document.activeElement?.blur();
        if (this.closed) {
            return;
        }
        this.showError("");
        this.save.cancel();
        await this.waitFor(this.flush());
        if (this.pending.size) {
            this.showError(this.texts.offline);
            return;
        }
        let answer;
        try {
            answer = await this.waitFor(
                rpc(`${this.url}/place`, {}, { silent: true })
            );
        } catch (error) {
            this.onLost(error);
            this.showError(this.texts.offline);
            return;
        }
        if (answer.url) {
            window.location = answer.url;
            return new Promise(() => {}); // the button stays pressed until the page is there
        }
        this.apply(answer);
        const first = this.rows.get(Object.keys(answer.refused || {})[0]);
        first?.el.scrollIntoView({ block: "center" });
    }

    markPlaced(placed) {
        this.placed = placed;
        this.find(".o_hub_placed").classList.toggle("d-none", !placed);
        this.find(".o_hub_place").classList.toggle("d-none", placed);
        this.find(".o_hub_see").classList.toggle("d-none", !placed);
    }

    // ---------------------------------------------------------------------
    // Showing
    // ---------------------------------------------------------------------

    withUnit(row, quantity) {
        return `${this.number.format(quantity)} ${row.unit}`;
    }

    paint(row, typing = false) {
        if (!typing) {
            const grouped = this.number.format(row.quantity).replace(/\s/g, "");
            row.input.value = row.quantity ? grouped : "";
        }
        row.el.classList.toggle("o_hub_ordered", row.quantity > 0);
        row.minus.disabled = this.closed || row.quantity <= 0;
        row.plus.disabled = this.closed || row.quantity >= row.available;
        row.input.disabled = this.closed;
        row.sum.textContent = row.quantity ? this.describe(row) : "";
    }

    /** "2 × 10 kg = 34.00 €": what the quantity comes to, in packs and in money. */
    describe(row) {
        const packs = Math.round((row.quantity / row.step) * 1000) / 1000;
        const count =
            row.counted && Number.isInteger(packs)
                ? `${packs} × ${row.pack}`
                : this.withUnit(row, row.quantity);
        return `${count} = ${this.money.format(this.amount(row))}`;
    }

    amount(row) {
        return Math.round(row.quantity * row.price * 100 + 1e-6) / 100;
    }

    say(row, sentence, tone = "danger") {
        row.message.textContent = sentence;
        row.message.classList.toggle("text-muted", tone !== "danger");
        row.el.classList.toggle("o_hub_refused", tone === "danger" && Boolean(sentence));
    }

    showLeft(row) {
        if (row.left && row.available !== Infinity && !this.isCapped(row)) {
            const none = row.available <= 0;
            row.left.classList.toggle("text-danger", none);
            row.left.textContent = none
                ? this.texts.soldout
                : this.texts.left.replace("%s", this.withUnit(row, row.available));
        }
    }

    showTotals(total) {
        let lines = 0;
        let sum = 0;
        for (const row of this.rows.values()) {
            lines += row.quantity > 0;
            sum += this.amount(row);
        }
        if (total !== undefined && !this.pending.size) {
            sum = total;
        }
        this.find(".o_hub_total").textContent = this.money.format(sum);
        this.find(".o_hub_count").textContent = lines;
        this.find(".o_hub_lines").textContent =
            lines === 1 ? this.texts.one : this.texts.many.replace("%s", lines);
        this.find(".o_hub_place").disabled = !lines || this.closed;
        this.showToGo(sum);
    }

    /** What is missing to the client's minimum: a warning, never a refusal. */
    showToGo(sum) {
        const missing = Number(this.el.dataset.minimum || 0) - sum;
        const el = this.find(".o_hub_to_go");
        const short = sum > 0 && missing > 0.004;
        el.classList.toggle("d-none", !short);
        el.textContent = short ? this.texts.togo.replace("%s", this.money.format(missing)) : "";
    }

    status(name, failed = false) {
        const el = this.find(".o_hub_saved");
        if (el.textContent !== this.texts[name]) {
            el.textContent = this.texts[name];
        }
        el.classList.toggle("text-danger", failed);
        el.classList.toggle("text-success", name === "saved");
    }

    showError(sentence) {
        const el = this.find(".o_hub_error");
        el.textContent = sentence;
        el.classList.toggle("d-none", !sentence);
    }

    // ---------------------------------------------------------------------
    // Finding
    // ---------------------------------------------------------------------

    onOnly(ev) {
        const pressed = ev.currentTarget.getAttribute("aria-pressed") !== "true";
        ev.currentTarget.setAttribute("aria-pressed", pressed);
        ev.currentTarget.classList.toggle("active", pressed);
        this.filter();
    }

    filter() {
        const words = fold(this.find(".o_hub_search").value).split(/\s+/).filter(Boolean);
        const only = this.find(".o_hub_only").getAttribute("aria-pressed") === "true";
        let shown = 0;
        for (const section of this.el.querySelectorAll(".o_hub_family")) {
            const family = fold(section.querySelector("h2").textContent);
            let some = false;
            for (const el of section.querySelectorAll(".o_hub_offer")) {
                const row = this.rows.get(el.dataset.offer);
                const text = `${family} ${row.words}`;
                const match =
                    words.every((word) => text.includes(word)) &&
                    (!only || row.quantity > 0) &&
                    this.isShown(row);
                el.classList.toggle("d-none", !match);
                some = some || match;
                shown += match;
            }
            section.classList.toggle("d-none", !some);
            this.find(`.o_hub_tabs [href='#${section.id}']`).classList.toggle("d-none", !some);
        }
        this.find(".o_hub_nothing").classList.toggle("d-none", shown > 0);
    }

    /** Whether a row passes the filters beside the search. */
    isShown(row) {
        return true;
    }

    onTab(ev) {
        const section = this.find(ev.currentTarget.getAttribute("href"));
        section.scrollIntoView({ block: "start" });
        section.querySelector(".form-control")?.focus({ preventScroll: true });
    }

    /** The tab of the family under the toolbar is lit. */
    watchFamilies() {
        const bar = this.find(".o_hub_toolbar");
        const light = () => {
            const line = bar.getBoundingClientRect().bottom + 8;
            const sections = [...this.el.querySelectorAll(".o_hub_family:not(.d-none)")];
            const current =
                sections.findLast((el) => el.getBoundingClientRect().top <= line) || sections[0];
            for (const tab of this.el.querySelectorAll(".o_hub_tabs a")) {
                const active = current && tab.hash === `#${current.id}`;
                if (active && !tab.classList.contains("active")) {
                    tab.parentElement.scrollTo({ left: tab.offsetLeft - 24 });
                }
                tab.classList.toggle("active", Boolean(active));
            }
        };
        this.addListener(document, "scroll", this.throttled(light), { capture: true });
        light();
    }

    // ---------------------------------------------------------------------
    // The cut-off
    // ---------------------------------------------------------------------

    tick() {
        const left = Math.floor((this.closesAt - Date.now()) / 1000);
        if (left <= -GRACE) {
            if (!this.closed) {
                this.showError(this.texts.closed);
                this.close();
            }
            return;
        }
        const fill = (text, ...values) => values.reduce((t, v) => t.replace("%s", v), text);
        const minutes = Math.max(Math.ceil(left / 60), 0);
        const hours = Math.floor(minutes / 60);
        const el = this.find(".o_hub_countdown");
        el.textContent =
            hours >= 24
                ? fill(this.texts.days, Math.floor(hours / 24), hours % 24)
                : hours
                  ? fill(this.texts.hours, hours, minutes % 60)
                  : fill(this.texts.minutes, minutes);
        el.classList.toggle("text-bg-warning", hours < 2);
        el.classList.toggle("text-bg-light", hours >= 2);
        el.classList.remove("d-none");
    }

    /** Read-only from now on, showing what the hub really has. */
    close() {
        this.closed = true;
        this.pending.clear();
        this.keep();
        this.revert();
        this.showTotals();
        this.find(".o_hub_countdown").classList.add("d-none");
        this.find(".o_hub_saved").textContent = "";
    }
}

registry.category("public.interactions").add("milperche_hub.catalogue", HubCatalogue);
