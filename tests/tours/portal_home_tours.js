import { registry } from "@web/core/registry";

const home = ".o_portal_my_home:not(:has(.o_portal_doc_spinner))";
const shown = (url) => `.o_portal_index_card:not(.d-none) a[href^='${url}']`;

registry.category("web_tour.tours").add("hub_home_client_tour", {
    steps: () => [
        { content: "What to order", trigger: `${home} ${shown("/my/catalogue")}` },
        { content: "Who makes it", trigger: `${home} ${shown("/my/producers")}` },
        {
            content: "No farm, no empty list",
            trigger: `${home}:not(:has(${shown("/my/producer")}[href='/my/producer'])):not(:has(${shown("/my/orders")}))`,
        },
    ],
});

registry.category("web_tour.tours").add("hub_home_farmer_tour", {
    steps: () => [
        {
            content: "The farm",
            trigger: `${home} ${shown("/my/producer")}[title="My farm"]`,
        },
        {
            content: "Nothing of a client",
            trigger: `${home}:not(:has(${shown("/my/orders")})):not(:has(${shown("/my/invoices")})):not(:has(${shown("/my/producers")}))`,
        },
    ],
});
