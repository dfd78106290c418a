from . import hub_handover
from . import hub_import_file
from . import hub_import_file_line
from . import hub_run_incident
from . import hub_settle_period
