from . import (
    hub_allergen,
    hub_criterion,
    hub_month,
    hub_proof,
    hub_sale_restriction,
    hub_specification,
    hub_visit,
    product_template,
    res_partner,
)
