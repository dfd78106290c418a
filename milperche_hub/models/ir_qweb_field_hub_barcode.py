import base64
import io

from markupsafe import Markup
from PIL import Image, ImageDraw
from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import api, models

DOTS = 4  # a bar's width in the picture


class IrQwebFieldHubBarcode(models.AbstractModel):
    """A Code 128 with core's bars, as a picture one dot high that CSS stretches.

    Core's own widget needs a drawing library that many servers lack, and three
    hundred labels of its pictures take the printer's patience.
    """

    _name = "ir.qweb.field.hub_barcode"
    _description = "Qweb field: light barcode"
    _inherit = ["ir.qweb.field"]

    @api.model
    def value_to_html(self, value, options):
        """An image of the barcode; nothing for what a Code 128 cannot say."""
        if not value or not value.isascii():
            return ""
        return Markup('<img alt="%s" src="data:image/png;base64,%s"/>') % (
            value,
            base64.b64encode(self._draw(value)).decode(),
        )

    @api.model
    def _draw(self, value):
        drawing = createBarcodeDrawing("Code128", value=value, barWidth=1, quiet=1)
        image = Image.new("1", (round(drawing.width) * DOTS, 1), 1)
        pen = ImageDraw.Draw(image)
        for bar in drawing.contents[0].draw().contents:
            if bar.width == drawing.width:
                continue  # the paper behind the bars
            left = round(bar.x * DOTS)
            pen.line((left, 0, left + round(bar.width * DOTS) - 1, 0), fill=0)
        file = io.BytesIO()
        image.save(file, "PNG")
        return file.getvalue()
