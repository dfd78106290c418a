from odoo import api, models
from odoo.tools import formatLang

from ..tools import local_zone


class HubLocalDefinition(models.Model):
    """The facts a client reads: origin, distance, and local by which definition."""

    _inherit = "hub.local.definition"

    @api.model
    def _get_facts(self, producers, client, date):
        """Say where goods come from and whether that is local, in a few queries.

        :param producers: ``res.partner`` records
        :param client: the client or the address delivered to; may be empty
        :param date: the day of delivery, whose definitions count
        :return: ``{producer: {"origin": "Bretoncelles (61)", "distance_km": float or
            None, "distance_text": str, "is_local": True, False or None by the main
            definition, "local": [{"id", "name", "words", "answer", "text"}] of every
            definition, "local_text": one line with the definitions it stands on}}``
        """
        definitions = self._get_in_force(date).with_env(self.env).sudo()
        there = client.sudo()._hub_get_place() if client else local_zone.Place()
        facts = {}
        for producer in producers:
            farm = producer.sudo()._hub_get_place()
            answers = [d._prepare_answer(farm, there) for d in definitions]
            distance = local_zone.distance_km(farm, there)
            facts[producer] = {
                "origin": producer.sudo()._hub_get_origin(),
                "distance_km": distance,
                "distance_text": self._format_distance(distance),
                "is_local": answers[0]["answer"] if answers else None,
                "local": answers,
                "local_text": self._get_local_text(answers),
            }
        return facts

    def _prepare_answer(self, farm, client):
        """What one definition says of one farm and one client."""
        self.ensure_one()
        answer = local_zone.is_local(
            self.kind, farm, client, self.radius_km, self._get_codes()
        )
        text = {
            True: self.env._("local"),
            False: self.env._("not local"),
            None: self.env._("local: unknown"),
        }[answer]
        return {
            "id": self.id,
            "name": self.name,
            "words": self.words,
            "declared_as": self.declared_as,
            "answer": answer,
            "text": f"{text} ({self.name})",
        }

    @api.model
    def _get_local_text(self, answers):
        """One line: the main definition when all agree, every one when they do not."""
        if not answers:
            return ""
        if len({answer["answer"] for answer in answers}) == 1:
            return answers[0]["text"]
        labels = (
            (True, self.env._("local")),
            (False, self.env._("not local")),
            (None, self.env._("local: unknown")),
        )
        parts = []
        for value, label in labels:
            names = [a["name"] for a in answers if a["answer"] is value]
            if names:
                parts.append(f"{label} ({', '.join(names)})")
        return ", ".join(parts)

    @api.model
    def _format_distance(self, distance):
        """Kilometres in words; a farm next door is not at "0 km"."""
        if distance is None:
            return self.env._("distance unknown")
        if distance < 1:
            return self.env._("less than 1 km")
        return self.env._("%s km", formatLang(self.env, distance, digits=0))

    @api.model
    def _get_notes(self, facts):
        """The definitions that lines of a document stand on, each in words once.

        :param facts: values of :meth:`_get_facts`
        :return: ``["Perche: farm in one of the 39 communes listed", …]``
        """
        notes = {}
        for fact in facts:
            for answer in fact["local"]:
                notes[answer["id"]] = self.env._(
                    "%(name)s: %(words)s", name=answer["name"], words=answer["words"]
                )
        return list(notes.values())
