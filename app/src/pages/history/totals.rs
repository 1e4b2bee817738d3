//! The figures above the list: all of it, then status by status, each the way to what it counts.

use domain::history::{Filter, Page, Query, Totals};
use domain::message::Status;
use leptos::prelude::*;

use super::address::address;
use crate::components::icon::drawn;
use crate::components::status_badge::{colour, picture};
use crate::routes::HOME;
use crate::text::{number, use_text};

/// The figures.
pub fn totals(query: &Query, totals: &Totals) -> AnyView {
    let text = use_text();
    let words = &text.history;
    let chosen = query.filter.status;
    let link = |status: Option<Status>| {
        let filter = Filter { status, ..query.filter.clone() };
        address(HOME, &Query { filter, ..query.clone() }, None)
    };
    let all = |n: String, said: &'static str| figure(link(None), chosen.is_none(), ().into_any(), n, said);
    let figures: Vec<AnyView> = match totals {
        Totals::Many => vec![all(words.many.to_owned(), (words.total)(domain::history::MOST_COUNTED))],
        Totals::Exact(counts) => {
            let sum = counts.iter().map(|(_, n)| n).sum();
            let one = |status: Status| {
                let (_, n) = *counts.iter().find(|(other, _)| *other == status)?;
                let shape = drawn(["icon ", colour(status)].concat(), picture(status));
                let is_chosen = chosen == Some(status);
                // Chosen already, it leads back to all.
                let href = link(Some(status).filter(|_| !is_chosen));
                (n > 0).then(|| figure(href, is_chosen, shape, number(n), text.statuses.form(status, n)))
            };
            let first = all(number(sum), (words.total)(sum));
            std::iter::once(first).chain(Status::ALL.into_iter().filter_map(one)).collect()
        }
    };
    view! { <ul class="totals" aria-label=words.totals>{figures}</ul> }.into_any()
}

/// The place of the figures, before they are there.
pub fn totals_waiting() -> AnyView {
    view! { <ul class="totals" aria-hidden="true"><li><p><span class="skel skel-big"></span></p></li></ul> }.into_any()
}

fn figure(href: String, is_chosen: bool, shape: AnyView, n: String, words: &'static str) -> AnyView {
    let current = is_chosen.then_some("true");
    view! { <li><a href=href aria-current=current data-noscroll="">{shape}<strong>{n}</strong>" "{words}</a></li> }
        .into_any()
}

/// How many messages the list has; `None` where that is not counted to its end.
pub fn sum(query: &Query, page: &Page) -> Option<u32> {
    let Totals::Exact(counts) = &page.totals else { return None };
    let counted = |status: &Status| query.filter.status.is_none_or(|chosen| chosen == *status);
    Some(counts.iter().filter(|(status, _)| counted(status)).map(|(_, n)| n).sum())
}
