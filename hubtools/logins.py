"""The logins of the demo, read where they are defined: in the demo data."""

from xml.etree import ElementTree

from . import addon
from .database import quote


def in_demo_files():
    """Logins and passwords of the users in the manifest's demo files."""
    found = {}
    for name in addon.manifest().get("demo", ()):
        path = addon.FOLDER / name
        if path.suffix != ".xml" or not path.exists():
            continue
        for record in ElementTree.parse(path).iter("record"):
            if record.get("model") == "res.users":
                fields = {field.get("name"): field.text for field in record}
                if fields.get("login") and fields.get("password"):
                    found[fields["login"]] = fields["password"]
    return found


def table(odoo, database):
    """Lines of text: login, password, name and function of each demo user."""
    passwords = {**in_demo_files(), "admin": "admin"}
    logins = ", ".join(map(quote, passwords))
    rows = odoo.databases.sql(
        "SELECT u.login, p.name, coalesce(p.function, '') FROM res_users u "
        "JOIN res_partner p ON p.id = u.partner_id "
        f"WHERE u.login IN ({logins}) AND u.active ORDER BY u.id",
        database,
    )
    rows = [row for row in rows if row[0] != "admin"] + [
        row for row in rows if row[0] == "admin"
    ]
    wide = max(len(login) for login, _name, _function in rows)
    key = max(len(passwords[login]) for login, _name, _function in rows)
    return [
        f"  {login:{wide}}  {passwords[login]:{key}}  "
        + ", ".join(filter(None, (name, function)))
        for login, name, function in rows
    ]
