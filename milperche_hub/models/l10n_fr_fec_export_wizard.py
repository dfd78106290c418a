from stdnum.fr import siret

from odoo import models


class L10nFrFecExportWizard(models.TransientModel):  # pylint: disable=no-wizard-in-models
    """A hub without a VAT number names its FEC by the SIREN of its SIRET."""

    _inherit = "l10n_fr.fec.export.wizard"

    def _get_company_legal_data(self, company):
        data = super()._get_company_legal_data(company)
        number = siret.compact(company.company_registry or "")
        if not data and len(number) >= 9 and number.isdigit():
            return number[:9]
        return data
