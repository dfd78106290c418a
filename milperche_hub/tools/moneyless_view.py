"""Takes fields out of a view, with whatever speaks of them."""

import re

VIEWS = ("form", "list", "kanban", "search", "graph", "pivot", "calendar", "activity")


def strip_fields(tree, model, is_open):
    """Remove from a view the fields that are not open, of its subviews too.

    What depends on one of them goes as well, or the browser would evaluate a field
    that it never received: a condition hides its element, a filter disappears.

    :param tree: the view, changed in place.
    :param model: its model, an empty recordset.
    :param is_open: called with a model and a field name.
    :return: names removed.
    """
    closed = set()
    for node in list(tree):
        if not isinstance(node.tag, str):
            continue
        name = node.get("name")
        if node.tag == "field" and name and not _is_formatted(name):
            if not is_open(model, name):
                closed.add(name)
                _remove(node)
                continue
            field = model._fields.get(name)
            if field is not None and field.relational:
                comodel = model.env[field.comodel_name]
                for subview in list(node):
                    if subview.tag in VIEWS:
                        _strip_view(subview, comodel, is_open)
                continue
        closed |= strip_fields(node, model, is_open)
    if closed and tree.getparent() is None:
        _hide_dependents(tree, closed)
    return closed


def _strip_view(subview, comodel, is_open):
    closed = strip_fields(subview, comodel, is_open)
    if closed:
        _hide_dependents(subview, closed)


def _is_formatted(name):
    return "{{" in name


def _remove(node):
    parent = node.getparent()
    if parent is not None:
        if node.tail and node.tail.strip():
            node.tail = None
        parent.remove(node)


def _hide_dependents(tree, closed):
    mention = re.compile(rf"\b({'|'.join(map(re.escape, sorted(closed)))})\b")
    for node in list(tree.iter()):
        if not isinstance(node.tag, str) or node is tree:
            continue
        if node.tag == "label" and node.get("for") in closed:
            _remove(node)
            continue
        for name, value in list(node.attrib.items()):
            if not mention.search(value):
                continue
            if name in ("invisible", "readonly", "column_invisible"):
                node.set(name, "True")
            elif name.startswith("decoration-") or name == "required":
                del node.attrib[name]
            elif name.startswith("t-") or node.tag in ("filter", "widget"):
                _remove(node)
                break
