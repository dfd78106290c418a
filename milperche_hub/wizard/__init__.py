from . import hub_settlement_adjust
from . import hub_settle_period
