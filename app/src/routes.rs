//! Which address leads to which page.

use domain::id::TopUpRef;
use domain::language::Language;
use domain::topup::Side;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Redirect, Route, Router};
use leptos_router::{SsrMode, path};

use crate::chunks;
use crate::components::layout::Layout;
use crate::context;
use crate::live;
use crate::pages::{history, not_found, sign_in};
use crate::text;

/// The page after signing in.
pub(crate) const HOME: &str = "/";
/// The sign-in page.
pub(crate) const SIGN_IN: &str = "/connexion";
/// *Solde SMS*.
pub(crate) const CREDITS: &str = "/parametres/solde";
/// *Demander une recharge*.
pub(crate) const ASK: &str = "/parametres/solde/recharge";
/// The desk of the sales service.
pub(crate) const SALES: &str = "/commercial";
/// *Packs et tarifs*.
pub(crate) const PACKS: &str = "/commercial/packs";

/// A request for credits, where a side reads it.
pub(crate) fn topup(side: Side, topup: &TopUpRef) -> String {
    let path = match side {
        Side::Pharmacy => "/parametres/solde/recharges/",
        Side::Sales => "/commercial/demandes/",
    };
    [path, topup.as_str()].concat()
}

/// *Passerelle*.
pub(crate) const GATEWAY: &str = "/parametres/passerelle";

/// The application.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    context::provide_known();
    context::provide_loading();
    let language: Language = context::use_language();
    provide_context(text::text(language));
    if context::use_viewer().is_some() {
        live::provide_live();
    }
    view! {
        <Router>
            <Layout>
                <FlatRoutes fallback=not_found::page>
                    <Route path=path!("/") view=|| signed(history::page) ssr=SsrMode::Async />
                    <Route path=path!("/connexion") view=chunks::SIGN_IN ssr=SsrMode::Async />
                    <Route path=path!("/mot-de-passe/:token") view=chunks::SET_PASSWORD ssr=SsrMode::Async />
                    <Route
                        path=path!("/communications/nouvelle")
                        view=chunks::SEND
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/communications/nouvelle/verifier")
                        view=chunks::CHECK
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/communications/:number") view=chunks::MESSAGE ssr=SsrMode::Async />
                    <Route
                        path=path!("/communications/:number/renvoyer")
                        view=chunks::REPEAT
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/campagnes/:campaign") view=chunks::CAMPAIGN ssr=SsrMode::Async />
                    <Route path=path!("/clients") view=chunks::CLIENTS ssr=SsrMode::Async />
                    <Route path=path!("/clients/:client") view=chunks::CLIENT ssr=SsrMode::Async />
                    <Route path=path!("/parametres") view=|| signed(to_templates) ssr=SsrMode::Async />
                    <Route path=path!("/parametres/modeles") view=chunks::TEMPLATES ssr=SsrMode::Async />
                    <Route
                        path=path!("/parametres/modeles/nouveau")
                        view=chunks::NEW_TEMPLATE
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/parametres/modeles/mots") view=chunks::HEALTH_WORDS ssr=SsrMode::Async />
                    <Route
                        path=path!("/parametres/modeles/:template")
                        view=chunks::TEMPLATE
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/parametres/modeles/:template/versions")
                        view=chunks::VERSIONS
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/parametres/solde") view=chunks::CREDITS ssr=SsrMode::Async />
                    <Route path=path!("/parametres/solde/recharge") view=chunks::ASK ssr=SsrMode::Async />
                    <Route path=path!("/parametres/solde/alerte") view=chunks::ALERT ssr=SsrMode::Async />
                    <Route path=path!("/parametres/solde/recharges/:topup") view=chunks::TOPUP ssr=SsrMode::Async />
                    <Route
                        path=path!("/parametres/solde/recharges/:topup/pro-forma")
                        view=chunks::PROFORMA
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/commercial") view=chunks::DESK ssr=SsrMode::Async />
                    <Route path=path!("/commercial/packs") view=chunks::PACKS ssr=SsrMode::Async />
                    <Route path=path!("/commercial/demandes/:topup") view=chunks::TOPUP ssr=SsrMode::Async />
                    <Route
                        path=path!("/commercial/demandes/:topup/pro-forma")
                        view=chunks::PROFORMA
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/parametres/passerelle") view=chunks::GATEWAY ssr=SsrMode::Async />
                </FlatRoutes>
            </Layout>
        </Router>
    }
}

/// A page for who is signed in. Everybody else signs in first, and comes back.
pub(crate) fn signed(page: fn() -> AnyView) -> AnyView {
    if context::use_viewer().is_some() {
        return page();
    }
    view! { <Redirect path=sign_in::here() /> }.into_any()
}

fn to_templates() -> AnyView {
    view! { <Redirect path="/parametres/modeles" /> }.into_any()
}
