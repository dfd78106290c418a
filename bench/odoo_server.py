"""Odoo's own program, as a script that its workers can start again."""

from odoo.cli.command import main

if __name__ == "__main__":
    main()
