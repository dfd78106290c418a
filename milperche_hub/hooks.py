def post_init_hook(env):
    """Set up what depends on data that other apps made before this install."""
    companies = env["res.company"].search([])
    companies._hub_setup_accounting()
    # what Odoo keeps in one language is written in the hub's
    env = env(context=dict(env.context, lang=env.company._hub_get_lang()))
    env["product.category"]._hub_name_families()
    sequence = env.ref("milperche_hub.sequence_settlement")
    sequence.name = env._("Producer settlements")
    # text messages are not how the hub talks: a first delivery would ask about them
    companies.stock_text_confirmation = False
    # weights are in kg and grams
    precision = env.ref("uom.decimal_product_uom")
    precision.digits = max(precision.digits, 3)
    # a cook reads her mail when she has time: an invitation holds for two weeks
    parameters, name = env["ir.config_parameter"], "auth_signup.signup.validity.hours"
    if not parameters.get_param(name):
        parameters.set_param(name, 14 * 24)


def uninstall_hook(env):
    """Let the association keep what it works with.

    Families in use, invoiced dues, and the demo's people and products (which orders
    and invoices name) are no longer the add-on's: they stay as plain records.
    """
    products = env["product.template"].with_context(active_test=False).search([])
    families = env["product.category"].search(
        [("id", "parent_of", products.categ_id.ids)]
    )
    dues = products.filtered("hub_is_dues").product_variant_ids
    unused = dues - env["account.move.line"].search(
        [("product_id", "in", dues.ids)]
    ).mapped("product_id")
    kept = {
        "product.category": families,
        "product.template": products - unused.product_tmpl_id,
        "product.product": products.product_variant_ids - unused,
        "res.partner": env["res.partner"].with_context(active_test=False).search([]),
        "res.users": env["res.users"].with_context(active_test=False).search([]),
    }
    for model, records in kept.items():
        env["ir.model.data"].search(
            [
                ("module", "=", "milperche_hub"),
                ("model", "=", model),
                ("res_id", "in", records.ids),
            ]
        ).unlink()
