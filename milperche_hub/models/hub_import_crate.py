from odoo import api, models

from ..tools import tabular
from .hub_crate_line import MOST
from .hub_import_sheet import Column, Entry


class HubImportCrate(models.AbstractModel):
    """Crates of the first day: what each partner keeps, and how many the hub owns.

    A row without a partner is the hub's whole count of that crate, wherever they are;
    a crate that such a row names first is made known (0: somebody else's crates).
    A negative number is what a partner brought too many of.
    """

    _name = "hub.import.crate"
    _inherit = "hub.import.sheet"
    _description = "Crate balances to import"
    _target = "hub.crate.line"

    @api.model
    def _get_columns(self):
        return [
            Column("crate", ("Caisse", "Type de caisse", "Crate"), required=True),
            Column("partner", ("Partenaire", "Client", "Producteur", "Partner")),
            Column("quantity", ("Nombre", "Quantité", "Number"), "number", True),
            Column("date", ("Date",), "date"),
        ]

    @api.model
    def _prepare_entries(self, rows, errors):
        partners = self._find_partners(
            [row.get("partner") for __, row in rows],
            ["|", ("is_hub_client", "=", True), ("is_producer", "=", True)],
        )
        types = {
            tabular.slug(crate_type.name): crate_type
            for crate_type in self.env["hub.crate.type"]._get_used_here()
        }
        for _number, row in rows:
            if row.get("crate") and not row.get("partner"):
                types.setdefault(tabular.slug(row["crate"]), row["crate"])
        known = self._find_openings()
        entries = []
        for number, row in rows:
            crate_type = row.get("crate") and self._choose_term(
                row["crate"], types, number, "Caisse", errors
            )
            partner = self._choose_partner(partners, row, number, errors)
            is_number = self._check_number(row, number, errors)
            if not crate_type or partner is None or not is_number:
                continue
            if not row["quantity"]:
                continue
            if (crate_type, partner) in known:
                sentence = self.env._("This opening count was taken in already.")
                errors.append((number, "Partenaire", sentence))
            known.add((crate_type, partner))
            vals = self._prepare_line(crate_type, partner, row)
            entries.append(Entry(number, self.env[self._target], vals))
        return entries

    def _choose_partner(self, partners, row, number, errors):
        """The partner of a row, none for the hub itself; None after an error."""
        if not row.get("partner"):
            return self.env["res.partner"]
        count = len(errors)
        partner = self._choose(partners, row["partner"], number, "Partenaire", errors)
        return partner if len(errors) == count else None

    def _check_number(self, row, number, errors):
        quantity = row.get("quantity")
        if quantity is None:
            return False
        is_nothing = not quantity and row.get("partner")
        if quantity != int(quantity) or is_nothing or abs(quantity) > MOST:
            sentence = self.env._(
                "A number of crates is whole, not zero, at most %(most)s.", most=MOST
            )
        elif quantity < 0 and not row.get("partner"):
            sentence = self.env._("The hub does not own less than nothing.")
        else:
            return True
        errors.append((number, "Nombre", sentence))
        return False

    def _find_openings(self):
        """Counts that stand already, by crate and partner."""
        lines = self.env[self._target].search([("kind", "=", "opening")])
        return {(line.type_id, line.partner_id) for line in lines}

    def _prepare_line(self, crate_type, partner, row):
        quantity = int(row["quantity"])
        # what a partner keeps left the hub; what the hub owns came to it
        left = quantity if partner else -quantity
        vals = {
            "kind": "opening",
            # a name: it is made when the table is written
            "type_id": crate_type if isinstance(crate_type, str) else crate_type.id,
            "partner_id": partner.id,
            "quantity_out": max(left, 0),
            "quantity_in": max(-left, 0),
        }
        if row.get("date"):
            vals["date"] = row["date"]
        return vals

    def _write_entries(self, entries):
        return super()._write_entries(
            [
                entry._replace(vals={**entry.vals, **made})
                for entry, made in zip(entries, self._make_types(entries), strict=True)
            ]
        )

    def _make_types(self, entries):
        """Values with the crates of the entries, those not known yet made now."""
        Type, made = self.env["hub.crate.type"], {}
        for entry in entries:
            name = entry.vals["type_id"]
            slug = isinstance(name, str) and tabular.slug(name)
            if slug and slug not in made:
                made[slug] = Type.create({"name": name})
            yield {"type_id": made[slug].id} if slug else {}

    @api.model
    def _get_export_records(self):
        """What is kept and what is owned today, whatever it came from."""
        balances = self.env["hub.crate.balance"].search([("balance", "!=", 0)])
        types = self.env["hub.crate.type"]._get_used_here()
        wanted = types.filtered(lambda kind: kind.owned_count > 0)
        return [*(wanted | balances.type_id), *balances]

    @api.model
    def _export_row(self, record):
        if record._name == "hub.crate.type":
            return {"crate": record.name, "quantity": max(record.owned_count, 0)}
        partner = record.partner_id
        return {
            "crate": record.type_id.name,
            "partner": partner.hub_producer_code
            or partner.company_registry
            or partner.name,
            "quantity": record.balance,
        }
