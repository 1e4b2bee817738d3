//! Settings: the templates, and the balance of SMS.

pub mod credits;
pub mod template;
pub mod templates;

use leptos::prelude::*;

use crate::routes::CREDITS;
use crate::text::use_text;

/// The address of the templates.
const TEMPLATES: &str = "/parametres/modeles";

/// The second line of navigation.
fn subnav(current: &'static str) -> AnyView {
    let nav = &use_text().nav;
    let entry = |href: &'static str, words: &'static str| {
        view! { <li><a href=href aria-current=(href == current).then_some("page")>{words}</a></li> }
    };
    view! {
        <nav class="subnav" aria-label=nav.settings>
            <ul>{entry(TEMPLATES, nav.templates)}{entry(CREDITS, nav.credits)}</ul>
        </nav>
    }
    .into_any()
}
