from . import hub_catalogue_review
from . import hub_import_file
from . import hub_import_file_line
from . import hub_settle_period
