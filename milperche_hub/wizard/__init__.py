from . import hub_import_file
from . import hub_import_file_line
from . import hub_invoice_run
from . import hub_producer_invoice
from . import hub_settle_period
from . import hub_settlement_contest
