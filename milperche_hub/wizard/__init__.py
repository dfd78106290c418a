from . import hub_settle_period
from . import hub_egalim_send
