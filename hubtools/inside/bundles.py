"""Runs in Odoo's shell: compile the bundles that are not compiled yet.

As ``_pregenerate_assets_bundles`` does, but without those of Odoo's JavaScript
unit tests, which take half of the time and which nobody opens here.
"""

# Fetched later by the pages themselves, so that no view names them.
LATER = (
    "bus.websocket_worker_assets",
    "spreadsheet.o_spreadsheet",
    "web.assets_backend_lazy",
    "web.chartjs_lib",
    "web_tour.automatic",
    "web_tour.interactive",
)
qweb = env["ir.qweb"]  # noqa: F821
scripts, styles = qweb._get_bundles_to_pregenarate()
for bundle in sorted(scripts | set(LATER)):
    if "tests_assets" not in bundle and "unit_tests" not in bundle:
        qweb._get_asset_bundle(bundle, css=False, js=True).js()
for bundle in sorted(styles | set(LATER)):
    if "tests_assets" not in bundle and "unit_tests" not in bundle:
        qweb._get_asset_bundle(bundle, css=True, js=False).css()
env.cr.commit()  # noqa: F821
