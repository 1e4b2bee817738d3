//! The way to the pages before and after this one, by key: addresses that can be kept.

use leptos::prelude::*;

use super::icon::icon_flip;
use crate::text::use_text;

/// Which rows are shown, where that is known, and the two links; nothing at all where there is nothing to say.
pub fn pager(says: Option<String>, previous: Option<String>, next: Option<String>) -> AnyView {
    if says.is_none() && previous.is_none() && next.is_none() {
        return ().into_any();
    }
    let text = &use_text().common;
    view! {
        <nav class="pager" aria-label=text.pages>
            {says.map(|says| view! { <p><bdi>{says}</bdi></p> }.into_any())}
            {step(previous, text.previous_page, "prev")}
            {step(next, text.next_page, "next")}
        </nav>
    }
    .into_any()
}

/// A link; without an address it is still there, so that the other one does not move.
fn step(href: Option<String>, words: &'static str, picture: &'static str) -> AnyView {
    let disabled = href.is_none().then_some("true");
    let role = href.is_none().then_some("link");
    view! {
        <a class="btn btn-square" href=href role=role aria-disabled=disabled aria-label=words>{icon_flip(picture)}</a>
    }
    .into_any()
}
