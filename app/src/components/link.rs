//! A link that changes what the page shows and leaves the page where it is.

use leptos::prelude::*;

/// The link. `label` is read in the place of its content, `is_current` says that it leads to what is shown.
pub fn link(class: &'static str, href: String, label: Option<String>, is_current: bool, content: AnyView) -> AnyView {
    let current = is_current.then_some("true");
    view! { <a class=class href=href aria-label=label aria-current=current data-noscroll="">{content}</a> }.into_any()
}
