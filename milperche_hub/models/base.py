from lxml import etree

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..tools.money_fields import GOODS, is_money
from ..tools.moneyless_view import strip_fields


class Base(models.AbstractModel):
    """Whoever runs the week without money reads no amount, by whatever way.

    The rule stands where Odoo asks whether a field may be read: lists, forms, filters,
    groups, tracked changes and remote calls all pass there. Programs value the goods
    in the name of whoever moves them, so the costs of goods are closed at the doors
    instead: read, search, group, export, and the description of the fields.
    """

    _inherit = "base"

    @api.model
    def _is_closed_money(self, field):
        """Whether this field shows money to a user who may not see any."""
        return (
            field is not None
            and is_money(self._name, field.name, field.type)
            and not self.env.su
            and self.env.user._is_without_money()
        )

    @api.model
    def _has_field_access(self, field, operation):
        if self._name not in GOODS and self._is_closed_money(field):
            return False
        return super()._has_field_access(field, operation)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        described = super().fields_get(allfields, attributes)
        if self._name in GOODS and not self.env.su:
            for name in self._get_closed_money(described):
                del described[name]
        return described

    @api.model
    def get_view(self, view_id=None, view_type="form", **options):
        result = super().get_view(view_id, view_type, **options)
        if not self.env.su and self.env.user._is_without_money():
            tree = etree.fromstring(result["arch"])
            strip_fields(tree, self, _is_open)
            result["arch"] = etree.tostring(tree, encoding="unicode")
        return result

    # ------------------------------------------------------------------
    # The doors of the models of goods
    # ------------------------------------------------------------------

    @api.model
    def _get_closed_money(self, names):
        fields = ((name, self._fields.get(name)) for name in names)
        return [name for name, field in fields if self._is_closed_money(field)]

    @api.model
    def _check_no_money(self, paths):
        """Refuse paths of fields (``move_ids/price_unit``, ``value:sum``) of money.

        :raise AccessError: one of them ends on a field of money.
        """
        if self.env.su or not self.env.user._is_without_money():
            return
        for path in paths:
            model = self
            for name in path.partition(":")[0].replace("/", ".").split("."):
                field = model._fields.get(name)
                if model._is_closed_money(field):
                    raise AccessError(
                        self.env._("You run the week without seeing money.")
                    )
                if field is None or not field.relational:
                    break
                model = self.env[field.comodel_name]

    @api.model
    def _search(self, domain, *args, **kwargs):
        if self._name in GOODS and not (self.env.su or kwargs.get("bypass_access")):
            order = kwargs.get("order") or (args[2] if len(args) > 2 else None)
            self._check_no_money([*_get_domain_paths(domain), *_get_order_paths(order)])
        return super()._search(domain, *args, **kwargs)

    def _read_format(self, fnames, load="_classic_read"):
        if self._name in GOODS:
            self._check_no_money(fnames)
        return super()._read_format(fnames, load)

    def onchange(self, values, field_names, fields_spec):
        self._check_no_money(_get_paths(fields_spec))
        return super().onchange(values, field_names, fields_spec)

    def export_data(self, fields_to_export):
        self._check_no_money(fields_to_export)
        return super().export_data(fields_to_export)

    @api.model
    def formatted_read_group(
        self, domain, groupby=(), aggregates=(), having=(), *args, **kwargs
    ):
        order = kwargs.get("order") or (args[2] if len(args) > 2 else None)
        self._check_no_money(
            [
                *groupby,
                *aggregates,
                *_get_having_paths(having),
                *_get_order_paths(order),
            ]
        )
        return super().formatted_read_group(
            domain, groupby, aggregates, having, *args, **kwargs
        )

    @api.model
    def read_progress_bar(self, domain, group_by, progress_bar):
        self._check_no_money([group_by, progress_bar["field"]])
        return super().read_progress_bar(domain, group_by, progress_bar)

    @api.model
    def read_group(self, domain, fields, groupby, *args, **kwargs):
        names = [groupby] if isinstance(groupby, str) else groupby
        # "total:sum(price_unit)" names its field between brackets
        inner = (name.partition("(")[2].rstrip(")") or name for name in fields)
        self._check_no_money([*names, *inner])
        return super().read_group(domain, fields, groupby, *args, **kwargs)

    @api.model
    def formatted_read_grouping_sets(
        self, domain, grouping_sets, aggregates=(), *args, **kwargs
    ):
        names = [name for names in grouping_sets for name in names]
        orders = _get_order_paths(kwargs.get("order"))
        self._check_no_money([*aggregates, *names, *orders])
        return super().formatted_read_grouping_sets(
            domain, grouping_sets, aggregates, *args, **kwargs
        )


def _is_open(model, name):
    return not model._is_closed_money(model._fields.get(name))


def _get_domain_paths(domain):
    """Paths of all the fields that a domain asks about, within its own domains too."""
    for condition in Domain(domain).iter_conditions():
        path = str(condition.field_expr)
        yield path
        if condition.operator.startswith(("any", "not any")) and isinstance(
            condition.value, list | tuple | Domain
        ):
            for inner in _get_domain_paths(condition.value):
                yield f"{path}.{inner}"


def _get_order_paths(order):
    """Fields that ``"price_unit desc, id"`` sorts by."""
    return [term.split()[0] for term in (order or "").split(",") if term.strip()]


def _get_having_paths(having):
    """Aggregates that ``[("price_unit:sum", ">", 5)]`` compares."""
    return [leaf[0] for leaf in having if isinstance(leaf, list | tuple)]


def _get_paths(spec, prefix=""):
    """Paths of all the fields that a specification of the web client asks for."""
    for name, inner in spec.items():
        yield prefix + name
        yield from _get_paths((inner or {}).get("fields") or {}, f"{prefix}{name}.")
