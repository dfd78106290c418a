import { registry } from "@web/core/registry";

const menu = (section, item) => [
    { trigger: `[data-menu-xmlid='milperche_hub.${section}']`, run: "click" },
    { trigger: `[data-menu-xmlid='milperche_hub.${item}']`, run: "click" },
];
const weight = ".o_hub_weight_row:contains(École Démo A) input.o_hub_weight";
const pack = (client) => [
    { trigger: `.o_hub_group:contains(${client})`, run: "click" },
    { trigger: ".o_hub_pack_all", run: "click" },
    { trigger: `.o_hub_group_done:contains(${client})`, content: "packed" },
];

/** A volunteer's Thursday: receive, weigh, share out, pack. */
registry.category("web_tour.tours").add("hub_thursday_chain_tour", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(Ferme Démo) td[name=partner_id]",
            content: "receive",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=move_line_ids] td[name=quantity]",
            run: "click",
        },
        { trigger: "td[name=quantity] input", run: "edit 20" },
        { trigger: "button[name=action_receive]", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=done]", content: "received" },
        ...menu("hub_menu_week", "hub_weighing_menu"),
        { trigger: weight, content: "weigh", run: "edit 7,9" },
        { trigger: weight, run: "press Enter" },
        { trigger: ".o_hub_weighed:contains('1 / 3')", content: "weighed" },
        ...menu("hub_menu_goods", "hub_packing_menu"),
        { trigger: ".nav-link[data-view=product]", run: "click" },
        { trigger: ".o_hub_group:contains(Carotte)", run: "click" },
        { trigger: ".o_hub_shared:contains('19,9')", content: "the weight is there" },
        {
            trigger: "tr:contains(École Démo B) .o_hub_share",
            content: "share out otherwise",
            run: "edit 7 && press Tab",
        },
        { trigger: ".o_hub_shared:contains('18,9')" },
        { trigger: ".nav-link[data-view=client]", run: "click" },
        ...pack("École Démo A"),
        ...pack("École Démo B"),
        ...pack("Collège Démo"),
    ],
});
