from . import hub_cash_position
from . import hub_quality_analysis
from . import hub_sales_analysis
from . import hub_sales_analysis_indicators
from . import hub_sales_analysis_past
from . import hub_sales_analysis_query
