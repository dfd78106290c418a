from . import hub_sales_analysis
