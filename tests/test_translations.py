"""The add-on speaks French: each term has its own, the files are fresh.

``odoo i18n export -d DATABASE milperche_hub`` writes the template anew, of a database
without the demo.
"""

import re
from collections import Counter
from io import BytesIO
from pathlib import Path

import polib

from odoo.modules import Manifest
from odoo.tools.translate import trans_export

from .common import PlainCase

MODULE = "milperche_hub"

TAG = re.compile(r"<[^>]+>")
VALUE = re.compile(r"%%|%\(\w+\)[a-z]|%[a-z]\b|\{\{.*?\}\}")
READ_ATTRIBUTE = re.compile(r'(title|alt|placeholder|aria-label)="[^"]*"')


class TestTranslations(PlainCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.module = Manifest.for_addon(MODULE)
        folder = Path(cls.module.path) / "i18n"
        cls.template = polib.pofile(str(folder / f"{MODULE}.pot"))
        cls.french = polib.pofile(str(folder / "fr.po"))
        cls.exported = cls._export()

    @classmethod
    def _export(cls):
        """The terms as ``odoo i18n export`` finds them, without the demo's."""
        demo = [
            xmlid
            for path in cls.module["demo"]
            if path.endswith(".xml")
            for xmlid in re.findall(
                r'<record[^>]*?\sid="([\w.]+)"',
                (Path(cls.module.path, path)).read_text(),
            )
        ]
        cls.env["ir.model.data"].search(
            [
                ("module", "=", MODULE),
                "|",
                ("name", "in", demo),
                ("name", "in", [f"{name}_product_template" for name in demo]),
            ]
        ).unlink()
        cls.env.flush_all()
        target = BytesIO()
        trans_export(None, [MODULE], target, "po", cls.env)
        return polib.pofile(target.getvalue().decode())

    @staticmethod
    def _places(terms):
        """Where each term belongs; of code, in which of the two languages only."""
        return {
            term.msgid: sorted(
                {place for place, __ in term.occurrences if place[:5] != "code:"}
                | set(re.findall(r"odoo-\w+", term.comment))
            )
            for term in terms
        }

    def _signs(self, text):
        """What a translation repeats as it is: its values, its tags."""
        tags = [READ_ATTRIBUTE.sub("", tag) for tag in TAG.findall(text)]
        return Counter(tags + VALUE.findall(TAG.sub("", text)))

    def _edges(self, text):
        """The space around a text, which a page has outside of it."""
        return text[: -len(text.lstrip())], text[len(text.rstrip()) :]

    def test_template_is_fresh(self):
        """Odoo reads from the template where each term belongs."""
        self.assertEqual(self._places(self.template), self._places(self.exported))

    def test_every_term_has_its_french(self):
        french = {
            term.msgid: term.msgstr
            for term in self.french
            if not term.obsolete and not term.fuzzy
        }
        missing = [term.msgid for term in self.exported if not french.get(term.msgid)]
        self.assertFalse(missing)

    def test_nothing_is_left_over(self):
        terms = {term.msgid for term in self.exported}
        self.assertFalse([term.msgid for term in self.french if term.obsolete])
        self.assertFalse([t.msgid for t in self.french if t.msgid not in terms])
        self.assertFalse([term.msgid for term in self.french if term.fuzzy])

    def test_values_and_tags_are_kept(self):
        for term in self.french:
            self.assertEqual(self._signs(term.msgstr), self._signs(term.msgid), term)
            self.assertEqual(self._edges(term.msgstr), self._edges(term.msgid), term)

    def test_signs_are_spaced_as_in_french(self):
        """The space before a high sign never breaks the line."""
        for term in self.french:
            text = TAG.sub("", term.msgstr)
            self.assertNotRegex(text, r"\S [:;!?»](?!\S)|« ")

    def test_pages_find_their_french(self):
        """The browser gets the French of what the page says by itself."""
        self.env["res.lang"]._activate_lang("fr_FR")
        translations = self.env["ir.http"]._get_translations_for_webclient(
            [MODULE], "fr_FR"
        )[0]
        messages = translations[MODULE]["messages"]
        found = {message["id"]: message["string"] for message in messages}
        self.assertEqual(found["Steps of the week"], "Étapes de la semaine")
        self.assertEqual(found["To come"], "À venir")


class TestInstallLanguage(PlainCase):
    """What Odoo keeps in one language is named in the hub's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.company = cls.env.company
        cls.company.country_id = cls.env.ref("base.fr")

    def test_language_of_the_hub(self):
        self.company.partner_id.lang = "fr_FR"
        self.assertEqual(self.company._hub_get_lang(), "fr_FR")

    def test_english_company_of_france(self):
        self.company.partner_id.lang = False
        self.assertEqual(self.company._hub_get_lang(), "fr_FR")
        self.company.country_id = self.env.ref("base.be")
        self.assertEqual(self.company._hub_get_lang(), "en_US")

    def test_families_are_named(self):
        families = self.env["product.category"].with_context(lang="fr_FR")
        names = families._get_hub_family_names()
        egg = self.env.ref("milperche_hub.categ_egg")
        bread = self.env.ref("milperche_hub.categ_bread")
        egg.name, bread.name = "Eggs", "Pains et brioches"
        families._hub_name_families()
        self.assertEqual(names["categ_egg"], "Œufs")
        self.assertEqual(egg.name, "Œufs")
        self.assertEqual(bread.name, "Pains et brioches")

    def test_operations_are_named_in_each_language(self):
        self.company.partner_id.lang = "fr_FR"
        warehouse = self.env["stock.warehouse"].create(
            {"name": "Halle", "code": "HAL", "company_id": self.company.id}
        )
        kinds = warehouse.hub_dropoff_type_id | warehouse.hub_delivery_type_id
        warehouse._hub_name_picking_types()
        self.assertEqual(
            kinds.with_context(lang="fr_FR").mapped("name"),
            ["Apports", "Livraisons de la plateforme"],
        )
