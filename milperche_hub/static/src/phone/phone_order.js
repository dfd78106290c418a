import { Component, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** The client's own order grid, in the backend: for the calls of those who phone. */
export class HubPhoneOrder extends Component {
    static template = xml`
        <Layout display="{}" className="'o_hub_phone_order'">
            <iframe class="w-100 h-100 border-0" t-att-src="url" title="Order grid"/>
        </Layout>`;
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    get url() {
        const { client_id: client, catalogue_id: catalogue } = this.props.action.params || {};
        const parts = ["/my/catalogue/for", client, client && catalogue];
        return parts.filter(Boolean).join("/");
    }
}

registry.category("actions").add("milperche_hub.phone_order", HubPhoneOrder);
