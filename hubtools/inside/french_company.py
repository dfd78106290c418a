"""Runs in Odoo's shell: the company is in France, with the French chart."""

company = env.company  # noqa: F821
company.country_id = env.ref("base.fr")  # noqa: F821
env["account.chart.template"].try_loading("fr", company, install_demo=False)  # noqa: F821
env.cr.commit()  # noqa: F821
