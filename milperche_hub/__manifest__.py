{
    "name": "MIL Perche Hub",
    "summary": "Run a local-food hub: from the farmer's proof to the farmer's payment",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "MIL Perche",
    "license": "LGPL-3",
    "application": True,
    "depends": [
        "contacts",
        "sale_management",
        "sale_stock",
        "stock_delivery",
        "stock_picking_batch",
        "stock_fleet",
        "product_expiry",
        "account",
        "l10n_fr_facturx_chorus_pro",
        "portal",
        "rating",
        "spreadsheet_dashboard",
    ],
    "data": [
        # groups, then access
        "security/milperche_hub_security.xml",
        "security/ir.model.access.csv",
        "security/hub_specification_security.xml",
        # data
        "data/hub_allergen_data.xml",
        "data/hub_month_data.xml",
        "data/product_category_data.xml",
        # needs the product families
        "data/hub_criterion_data.xml",
        "data/hub_sale_restriction_data.xml",
        "data/hub_specification_cron.xml",
        # views
        "views/hub_criterion_views.xml",
        "views/hub_proof_views.xml",
        "views/hub_sale_restriction_views.xml",
        "views/hub_visit_views.xml",
        "views/product_template_views.xml",
        "views/res_partner_views.xml",
        # menus
        "views/milperche_hub_menus.xml",
        "views/hub_specification_menus.xml",
    ],
    "post_init_hook": "post_init_hook",
}
