//! Settings: the templates and what belongs to them, the balance of SMS, and the gateway.

pub mod credits;
pub mod gateway;
pub mod health_words;
pub mod template;
pub mod templates;
pub mod versions;

use domain::staff::Permission;
use leptos::prelude::*;

use crate::context::viewer_may;
use crate::routes::{CREDITS, GATEWAY};
use crate::text::use_text;

/// The address of the templates.
const TEMPLATES: &str = "/parametres/modeles";
/// *Mots de santé*.
const HEALTH_WORDS: &str = "/parametres/modeles/mots";

/// The second line of navigation.
fn subnav(current: &'static str) -> AnyView {
    let text = use_text();
    let nav = &text.nav;
    let entry = |href: &'static str, words: &'static str| {
        view! { <li><a href=href aria-current=(href == current).then_some("page")>{words}</a></li> }
    };
    let gateway = viewer_may(Permission::SettingsEdit).then(|| entry(GATEWAY, text.gateway.title));
    view! {
        <nav class="subnav" aria-label=nav.settings>
            <ul>{entry(TEMPLATES, nav.templates)}{entry(CREDITS, nav.credits)}{gateway}</ul>
        </nav>
    }
    .into_any()
}
