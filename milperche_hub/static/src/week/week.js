import { Component, onWillStart, onWillUnmount, useExternalListener, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const REFRESH_MS = 60000;
const CARDS_SHOWN = 6;
const { DateTime } = luxon;

/** The page the coordinator starts on: where the week stands and what blocks it. */
export class HubWeek extends Component {
    static template = "milperche_hub.HubWeek";
    static components = { Dropdown, DropdownItem, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.keepLast = new KeepLast();
        this.state = useState({
            page: false,
            running: "",
            offline: false,
            showsAll: false,
            now: DateTime.now(),
        });
        // The week she chose is still there when she comes back by the breadcrumbs.
        this.catalogueId = this.props.state?.catalogueId || this.props.action.params?.catalogue_id;
        onWillStart(() => this.load());
        const timer = browser.setInterval(() => this.refresh(), REFRESH_MS);
        onWillUnmount(() => browser.clearInterval(timer));
        useExternalListener(window, "focus", () => this.refresh());
        useSetupAction({ getLocalState: () => ({ catalogueId: this.catalogueId }) });
    }

    // Reading ----------------------------------------------------------------

    async load() {
        const args = [this.catalogueId || false];
        this.state.page = await this.keepLast.add(
            this.orm.silent.call("hub.week", "get_page", args)
        );
        this.state.now = DateTime.now();
        this.state.offline = false;
    }

    /** Reads the page again behind her back: says so when it could not. */
    async refresh() {
        if (this.state.running || document.hidden) {
            return;
        }
        try {
            await this.load();
        } catch {
            this.state.now = DateTime.now();
            this.state.offline = true;
        }
    }

    async chooseCatalogue(id) {
        this.catalogueId = id;
        await this.load();
    }

    // Doing ------------------------------------------------------------------

    onClickButton(key, button) {
        if (!button.confirm) {
            return this.run(key, button);
        }
        this.dialog.add(ConfirmationDialog, {
            title: button.label,
            body: button.confirm,
            confirmLabel: button.label,
            confirm: () => this.run(key, button),
            cancel: () => {},
        });
    }

    async run(key, button) {
        if (this.state.running) {
            return;
        }
        this.state.running = key;
        try {
            if (button.action) {
                await this.open(button.action);
            } else {
                const result = await this.orm.call(button.model, button.method, [button.ids]);
                if (button.follow || result?.target === "new") {
                    await this.open(result);
                }
            }
        } catch (error) {
            this.notification.add(error.data?.message || _t("The server did not answer."), {
                title: button.label,
                type: "danger",
                autocloseDelay: 10000,
            });
        } finally {
            this.state.running = "";
        }
        await this.refresh();
    }

    async open(action) {
        // An action to do: its values, or its XML id.
        if (typeof action === "string" || action?.type) {
            await this.action.doAction(action, { onClose: () => this.refresh() });
        }
    }

    // A card is put off, brought back or given -------------------------------

    async tell(method, ...args) {
        try {
            await this.orm.call("hub.week", method, args);
        } catch (error) {
            this.notification.add(error.data?.message || _t("The server did not answer."), {
                type: "danger",
            });
        }
        await this.refresh();
    }

    getDelays() {
        const toMonday = 8 - this.state.now.weekday;
        return [
            { days: 1, label: _t("Put off until tomorrow") },
            { days: 3, label: _t("Put off for three days") },
            ...(toMonday > 3 ? [{ days: toMonday, label: _t("Put off until Monday") }] : []),
        ];
    }

    getPeople(item) {
        return this.page.people.filter(
            (person) => person.id !== item.owner.id && (item.shared || person.sees_all)
        );
    }

    onClickStep(step) {
        if (step.open) {
            return this.run(`step-${step.key}`, step.open);
        }
    }

    // Showing ----------------------------------------------------------------

    get page() {
        return this.state.page;
    }

    get hasNothingToDo() {
        return !this.page.exceptions.length && !(this.page.next && this.page.next.due);
    }

    /** All that is urgent; of what can wait, the first few until she asks for more. */
    get shownExceptions() {
        const all = this.page.exceptions;
        if (this.state.showsAll) {
            return all;
        }
        const urgent = all.filter((item) => item.severity !== "info").length;
        const shown = Math.max(urgent, CARDS_SHOWN);
        return all.length <= shown + 1 ? all : all.slice(0, shown);
    }

    get hiddenCount() {
        return this.page.exceptions.length - this.shownExceptions.length;
    }

    get cutoff() {
        const moment = deserializeDateTime(this.page.catalogue.date_close);
        const isPast = moment <= this.state.now;
        const minutes = Math.abs(moment.diff(this.state.now, "minutes").minutes);
        return {
            isPast,
            isNear: !isPast && minutes < 24 * 60,
            label: this.formatDuration(Math.floor(minutes)),
        };
    }

    formatDuration(minutes) {
        const days = Math.floor(minutes / 1440);
        const hours = Math.floor((minutes % 1440) / 60);
        if (days) {
            return _t("%(days)s d %(hours)s h", { days, hours });
        }
        return hours
            ? _t("%(hours)s h %(minutes)s min", { hours, minutes: minutes % 60 })
            : _t("%(minutes)s min", { minutes });
    }

    getPercent(step) {
        return step.total ? Math.round((100 * step.done) / step.total) : 0;
    }

    getStateLabel(step) {
        return {
            todo: _t("To come"),
            current: _t("Now"),
            done: _t("Done"),
            blocked: _t("Blocked"),
        }[step.state];
    }

    getIcon(severity) {
        return {
            danger: "fa-exclamation-circle",
            warning: "fa-exclamation-triangle",
            info: "fa-info-circle",
        }[severity];
    }
}

registry.category("actions").add("hub_week", HubWeek);
