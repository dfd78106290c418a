import math

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.portions import gross_kg, in_packs

GUESTS_MAX = 20000
AGES = ("nursery", "primary", "secondary")


class HubDish(models.Model):
    """What one guest is served, by age: the table behind the portion helper."""

    _name = "hub.dish"
    _description = "Dish"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    grams_nursery = fields.Float("Nursery School (g)")
    grams_primary = fields.Float("Primary School (g)")
    grams_secondary = fields.Float("Secondary, Adults (g)")
    cooking_ratio = fields.Float(
        default=1.0,
        digits=(6, 3),
        required=True,
        help="Cooked weight ÷ raw edible weight; 1 for what is eaten raw.",
    )
    safety_percent = fields.Float("Safety (%)", digits=(5, 2))
    food_ids = fields.Many2many("hub.food", string="Made of")
    source = fields.Char(required=True, help="The table it comes from.")
    is_checked = fields.Boolean(
        "Compared", help="The figures were compared with the official text."
    )

    _ratio_check = models.Constraint(
        "CHECK(cooking_ratio > 0 AND safety_percent >= 0 AND safety_percent <= 100"
        " AND grams_nursery >= 0 AND grams_primary >= 0 AND grams_secondary >= 0)",
        "Portions and percentages cannot be negative, nor a cooking ratio zero.",
    )

    @api.model
    def _read_guests(self, values):
        """Numbers of guests by age, from what was typed.

        :param dict values: ``{"nursery": "120", …}``
        :raise UserError: not a number, negative, or more than any kitchen feeds.
        """
        guests = {}
        for age in AGES:
            text = str(values.get(age) or "0").strip()
            number = float(text) if text.isdecimal() and len(text) < 9 else math.nan
            if not 0 <= number <= GUESTS_MAX:
                raise UserError(
                    self.env._("A number of guests lies between 0 and %s.", GUESTS_MAX)
                )
            guests[age] = int(number)
        return guests

    def _get_inedible(self, product):
        """Percent peeled away in the kitchen; nothing of what comes peeled or cut."""
        if product.hub_preparation in ("peeled", "cut"):
            return 0.0
        return product.hub_food_id.inedible_percent

    def _get_gross_kg(self, guests, inedible):
        """Kilograms to buy for ``{age: guests}``, ``inedible`` percent peeled away."""
        self.ensure_one()
        return sum(
            gross_kg(
                number,
                self[f"grams_{age}"],
                self.cooking_ratio,
                inedible,
                self.safety_percent,
            )
            for age, number in guests.items()
        )

    def _get_portions(self, catalogue, client, guests):
        """What to order of each offer that suits this dish, the cheapest first.

        :param dict guests: ``{age: number}``
        :return: ``[{"offer", "gross_kg", "inedible", "quantity", "amount",
            "amount_guest", "within_budget"}]``; amounts exclude tax,
            ``within_budget`` is None when the client states no budget.
        """
        self.ensure_one()
        offers = catalogue.offer_ids.filtered(
            lambda o: o.product_tmpl_id.hub_food_id in self.food_ids
        )
        refused = catalogue._get_portal_refusals(client, offers)
        count = sum(guests.values())
        rows = [
            self._prepare_portion(offer, client, guests)
            for offer in offers
            if count and offer not in refused and offer.product_id._hub_kilograms()
        ]
        return sorted(rows, key=lambda row: row["amount"])

    def _prepare_portion(self, offer, client, guests):
        product = offer.product_id
        inedible = self._get_inedible(product)
        kilograms = self._get_gross_kg(guests, inedible)
        pack = product.hub_pack_qty or product._hub_piece()
        quantity = in_packs(kilograms / product._hub_kilograms(), pack)
        amount = round(quantity * offer.price_unit, 2)
        each = amount / sum(guests.values())
        budget = client.hub_meal_budget
        return {
            "offer": offer,
            "gross_kg": kilograms,
            "inedible": inedible,
            "quantity": quantity,
            "amount": amount,
            "amount_guest": each,
            "within_budget": each <= budget if budget else None,
        }
