def post_init_hook(env):
    """Set up what depends on data that other apps made before this install."""
    companies = env["res.company"].search([])
    companies._hub_setup_accounting()
    # what Odoo keeps in one language is written in the hub's
    families = env["product.category"].with_context(lang=env.company.partner_id.lang)
    families._hub_name_families()
    # text messages are not how the hub talks: a first delivery would ask about them
    companies.stock_text_confirmation = False
    # weights are in kg and grams
    precision = env.ref("uom.decimal_product_uom")
    precision.digits = max(precision.digits, 3)
