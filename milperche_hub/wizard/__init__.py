from . import hub_catalogue_review
from . import hub_settle_period
