from . import hub_catalogue_review
from . import hub_egalim_send
from . import hub_import_file
from . import hub_import_file_line
from . import hub_settle_period
from . import hub_settlement_adjust
from . import hub_weight_correction
