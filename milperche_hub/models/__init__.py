from . import account_chart_template
from . import hub_commission_rule
from . import hub_month
from . import product_category
from . import product_template_tax
from . import res_company
