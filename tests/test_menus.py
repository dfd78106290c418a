"""Every menu opens for whoever sees it: lists, and the records behind them."""

from lxml import etree

from odoo import fields
from odoo.tests import Form
from odoo.tools.safe_eval import safe_eval, time

from .common import HubCase

ROLES = {
    "volunteer": "milperche_hub.group_volunteer",
    "coordinator": "milperche_hub.group_coordinator",
    "manager": "milperche_hub.group_manager",
    "bookkeeper": "account.group_account_user",
    "auditor": "account.group_account_readonly",
}
# Pages that a program of the browser draws, and whoever they are for.
PAGES = {
    "hub_week": {"volunteer", "coordinator", "manager"},
    "hub_packing": {"volunteer", "coordinator", "manager"},
    "milperche_hub.weighing": {"volunteer", "coordinator", "manager"},
    "hub_availability": {"coordinator", "manager"},
    "milperche_hub.phone_order": {"coordinator", "manager"},
    "action_spreadsheet_dashboard": {"coordinator", "manager", "bookkeeper", "auditor"},
}


class TestMenus(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        catalogue = cls._make_catalogue()
        for client in (cls.college, cls.grocer):
            cls._make_order(catalogue, client, {cls.carrot: 5, cls.goat: 2})
        catalogue.action_close()
        catalogue.action_receive_all()
        catalogue.action_deliver_all()
        catalogue.action_invoice()
        catalogue.order_ids.invoice_ids.action_post()
        cls._settle().action_post()
        cls._make_order(cls._make_catalogue(), cls.college, {cls.carrot: 1})
        cls.env["hub.access.link"]._get_producer_link(cls.farm)
        cls.env["hub.access.link"]._get_producer_link(cls.dairy)
        cls.users = {
            role: cls._make_user(f"t_menu_{role}", group)
            for role, group in ROLES.items()
        }

    def test_lists_and_records_open(self):
        for role, user in self.users.items():
            seen = 0
            for menu, action in self._get_actions(user):
                with self.subTest(role=role, menu=menu):
                    seen += self._visit(action)
            self.assertGreater(seen, 5, f"{role} opened records")

    def test_pages_are_offered_to_those_they_let_in(self):
        found = {}
        for role, user in self.users.items():
            for _menu, action in self._get_actions(user):
                if action._name == "ir.actions.client":
                    found.setdefault(action.sudo().tag, set()).add(role)
        self.assertEqual(found, PAGES)

    # ------------------------------------------------------------------

    def _get_actions(self, user):
        """The menus of the hub that a user sees, with their actions, as this user."""
        env = self.env(user=user.id)
        for menu in env["ir.ui.menu"].load_menus(False).values():
            name = menu.get("xmlid") or ""
            if name.startswith("milperche_hub.") and menu["action_id"]:
                yield name, env[menu["action_model"]].browse(menu["action_id"])

    def _visit(self, action):
        """Read what the browser would; the number of records opened."""
        if action._name == "ir.actions.server":
            vals = action.run()
        elif action._name == "ir.actions.act_window":
            vals = action.sudo()._get_action_dict()
        else:
            return 0
        if not vals or vals["type"] != "ir.actions.act_window":
            return 0
        names = {
            "uid": action.env.uid,
            "active_id": False,
            "context_today": fields.Date.today,
            "time": time,
            "allowed_company_ids": action.env.user.company_ids.ids,
        }
        domain, context = (
            safe_eval(value, names) if isinstance(value, str) else value
            for value in (vals.get("domain") or [], vals.get("context") or {})
        )
        model = action.env[vals["res_model"]].with_context(**context)
        modes = vals.get("view_mode", "form").split(",")
        wanted = vals.get("views") or [(False, mode) for mode in modes]
        views = model.get_views(wanted)["views"]
        for kind in ("list", "kanban"):
            if kind in views:
                names = self._get_columns(model, views[kind]["arch"])
                model.web_search_read(domain, dict.fromkeys(names, {}), limit=40)
        records = model.browse(vals.get("res_id")) or model.search(domain, limit=2)
        if "form" not in views:
            return 0
        view = self.env["ir.ui.view"].browse(views["form"]["id"])
        for record in records:
            Form(record, view=view or None)
        return len(records)

    def _get_columns(self, model, arch):
        columns = {node.get("name") for node in etree.fromstring(arch).iter("field")}
        return [
            name
            for name in columns & {*model._fields}
            if model._fields[name].type != "one2many"
        ]
