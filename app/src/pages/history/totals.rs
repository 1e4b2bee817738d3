//! The figures above the list: all of it, then status by status, each the way to what it counts.

use domain::history::{Filter, MOST_COUNTED, Query, Totals};
use domain::message::Status;
use leptos::prelude::*;

use super::reading::Reading;
use crate::address::address;
use crate::api::history::Listed;
use crate::components::dynamic::dynamic;
use crate::components::icon::drawn;
use crate::components::status_badge::{colour, picture};
use crate::routes::HOME;
use crate::text::{number, use_text};

/// The figures. In another order of the list they are the same, but for where they lead.
pub fn totals(reading: Reading) -> AnyView {
    let told = Memo::new(move |_| reading.tell(|(query, _), page| (query.filter.status, page.totals.clone())));
    dynamic(move || {
        told.with(|told| {
            told.as_ref().map_or_else(|| ().into_any(), |(chosen, totals)| figures(reading, *chosen, totals))
        })
    })
}

fn figures(reading: Reading, chosen: Option<Status>, totals: &Totals) -> AnyView {
    let text = use_text();
    let words = &text.history;
    let address_of = |status: Option<Status>| {
        let with = move |query: &Query| Query { filter: Filter { status, ..query.filter.clone() }, ..query.clone() };
        Signal::derive(move || reading.tell(|(query, _), _| address(HOME, &with(query), None)).unwrap_or_default())
    };
    let all = match (chosen, totals) {
        (Some(_), _) => view! { {words.every_status} }.into_any(),
        (None, Totals::Many) => counted(words.many.to_owned(), (words.total)(MOST_COUNTED)),
        (None, Totals::Exact(counts)) => {
            let sum = counts.iter().map(|(_, n)| n).sum();
            counted(number(sum), (words.total)(sum))
        }
    };
    let one = |(status, n): (Status, Option<u32>)| {
        let shape = drawn(["icon ", colour(status)].concat(), picture(status));
        let said = match n {
            Some(n) => counted(number(n), text.statuses.form(status, n)),
            None => counted(words.many.to_owned(), text.statuses.form(status, MOST_COUNTED)),
        };
        let is_chosen = chosen == Some(status);
        // Chosen already, it leads back to all.
        figure(address_of(Some(status).filter(|_| !is_chosen)), is_chosen, view! { {shape}{said} }.into_any())
    };
    let statuses: Vec<(Status, Option<u32>)> = match totals {
        Totals::Many => chosen.into_iter().map(|status| (status, None)).collect(),
        Totals::Exact(counts) => {
            let of = |status: Status| counts.iter().find(|(other, n)| *other == status && *n > 0);
            Status::ALL.into_iter().filter_map(of).map(|(status, n)| (*status, Some(*n))).collect()
        }
    };
    let all = figure(address_of(None), chosen.is_none(), all);
    let all: Vec<AnyView> = std::iter::once(all).chain(statuses.into_iter().map(one)).collect();
    view! { <ul class="totals" aria-label=words.totals>{all}</ul> }.into_any()
}

/// The place of the figures, before they are there.
pub fn totals_waiting() -> AnyView {
    view! { <ul class="totals" aria-hidden="true"><li><p><span class="skel skel-big"></span></p></li></ul> }.into_any()
}

fn counted(n: String, words: &'static str) -> AnyView {
    view! { <strong>{n}</strong> " " {words} }.into_any()
}

fn figure(href: Signal<String>, is_chosen: bool, content: AnyView) -> AnyView {
    let current = is_chosen.then_some("true");
    view! { <li><a href=href aria-current=current data-noscroll="">{content}</a></li> }.into_any()
}

/// How many messages the list has; `None` where that is not counted to its end.
pub fn sum(query: &Query, page: &Listed) -> Option<u32> {
    let Totals::Exact(counts) = &page.totals else { return None };
    let counted = |status: &Status| query.filter.status.is_none_or(|chosen| chosen == *status);
    Some(counts.iter().filter(|(status, _)| counted(status)).map(|(_, n)| n).sum())
}
