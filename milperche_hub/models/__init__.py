from . import hub_month
