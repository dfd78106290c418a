import { patch } from "@web/core/utils/patch";

import { PortalHomeCounters } from "@portal/interactions/portal_home_counters";

/** A farmer buys nothing, a new client has no invoice yet: no card leads nowhere. */
patch(PortalHomeCounters.prototype, {
    getCountersAlwaysDisplayed() {
        return [];
    },
});
