from odoo import fields, models


class HubImportFileLine(models.TransientModel):
    """One error of a file: where, and what is wrong."""

    _name = "hub.import.file.line"
    _description = "Error in a table"
    _order = "number, id"

    import_id = fields.Many2one("hub.import.file", required=True, ondelete="cascade")
    number = fields.Integer("Line")
    heading = fields.Char("Column")
    sentence = fields.Char("What is Wrong")
