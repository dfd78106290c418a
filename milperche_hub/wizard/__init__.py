from . import hub_settle_period
