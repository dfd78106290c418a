import { registry } from "@web/core/registry";

/** Goods day on three screens: the reception, the share-out, the packing. */
registry.category("web_tour.tours").add("hub_thursday_tour", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(Ferme Démo) td[name=partner_id]",
            content: "open the producer's reception",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=move_line_ids] td[name=quantity]",
            content: "less came than expected",
            run: "click",
        },
        { trigger: "td[name=quantity] input", run: "edit 16" },
        { trigger: "td[name=hub_producer_lot]", run: "click" },
        { trigger: "td[name=hub_producer_lot] input", run: "edit L-7" },
        { trigger: "button[name=action_receive]", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=done]", content: "received" },
        {
            trigger: "[data-menu-xmlid='milperche_hub.hub_menu_goods']",
            content: "go to the packing",
            run: "click",
        },
        { trigger: "[data-menu-xmlid='milperche_hub.hub_packing_menu']", run: "click" },
        { trigger: ".nav-link[data-view=product]", run: "click" },
        { trigger: ".o_hub_group:contains(Carotte)", run: "click" },
        { trigger: ".o_hub_shared:contains(16)", content: "what came is shared out" },
        {
            trigger: "tr:contains(École Démo A) .o_hub_share",
            content: "one client gets less",
            run: "edit 6 && press Tab",
        },
        { trigger: ".o_hub_shared:contains(14)" },
        { trigger: ".nav-link[data-view=client]", run: "click" },
        { trigger: ".o_hub_group:contains(École Démo A)", run: "click" },
        { trigger: ".o_hub_line:contains(6)", content: "the views agree" },
        { trigger: ".o_hub_line", content: "check it off", run: "click" },
        { trigger: ".o_hub_line_packed" },
        { trigger: ".o_hub_group:contains(École Démo B)", run: "click" },
        { trigger: ".o_hub_pack_all", content: "all of the next client", run: "click" },
        { trigger: ".o_hub_group_done:contains(École Démo B)" },
    ],
});
