//! The way to the pages before and after this one, by key: addresses that can be kept.

use domain::history::Cursor;
use leptos::prelude::*;

use super::icon::icon_flip;
use crate::text::use_text;

/// The two links; nothing at all where there is one page only. `first` is the address without a cursor.
pub fn pager(first: String, newer: Option<Cursor>, older: Option<Cursor>) -> AnyView {
    if newer.is_none() && older.is_none() {
        return ().into_any();
    }
    let text = use_text();
    let to = move |cursor: Option<Cursor>| cursor.map(|cursor| [&first, "?page=", &cursor.to_word()].concat());
    view! {
        <nav class="pager" aria-label=text.common.pages>
            {step(to(newer), text.common.previous_page, "prev")}
            {step(to(older), text.common.next_page, "next")}
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
