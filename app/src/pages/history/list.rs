//! The list itself: figures, rows, the way to other pages; or what to do where there are no rows. Its table stays as it is
//! while other rows come.

use domain::history::{Cursor, Filter, Query};
use domain::staff::Permission;
use leptos::prelude::*;

use super::reading::{Answer, Question, Reading};
use super::send_button;
use super::tools::tools_waiting;
use super::totals::{sum, totals, totals_waiting};
use crate::address::address;
use crate::api::history::Listed;
use crate::components::dynamic::dynamic;
use crate::components::history_table::{history_table, history_waiting};
use crate::components::icon::icon;
use crate::components::notice::{Tone, failure, notice};
use crate::components::pager::pager;
use crate::context::viewer_may;
use crate::routes::HOME;
use crate::text::{number, use_text};

/// What there is to show.
pub fn list(reading: Reading) -> AnyView {
    let has_rows = Memo::new(move |_| reading.tell(|_, page| page.shown > 0).unwrap_or_default());
    dynamic(move || if has_rows.get() { listed(reading) } else { dynamic(move || no_list(reading)) })
}

/// Messages.
fn listed(reading: Reading) -> AnyView {
    let part = |shown: fn(&Question, &Listed) -> AnyView| {
        dynamic(move || reading.tell(shown).unwrap_or_else(|| ().into_any()))
    };
    let query = Signal::derive(move || reading.tell(|(query, _), _| query.clone()).unwrap_or_default());
    view! {
        {totals(reading)}
        {history_table(use_text().history.title, Some(query), part(|_, page| page.rows.clone().into_any()))}
        {part(|(query, _), page| {
            let link = |cursor: Option<Cursor>| cursor.map(|cursor| address(HOME, query, Some(cursor)));
            pager(range(query, page), link(page.previous), link(page.next))
        })}
    }
    .into_any()
}

/// Why there are none.
fn no_list(reading: Reading) -> AnyView {
    reading.answer.with(|answer| match answer {
        None => ().into_any(),
        Some(Ok(None)) => period_wrong(),
        Some(Ok(Some(((query, _), _)))) => nothing(query),
        Some(Err(error)) => failure(error),
    })
}

/// The place of the tools and the list, before they are there.
pub fn waiting() -> AnyView {
    view! { {tools_waiting()}{totals_waiting()}{history_waiting()} }.into_any()
}

/// Which rows of how many, where it is known: at the beginning of the list, and at its end.
fn range(query: &Query, page: &Listed) -> Option<String> {
    let words = &use_text().history;
    let rows = page.shown;
    // What came meanwhile is counted, and not in the list yet.
    let total = sum(query, page).map(|total| total.saturating_sub(page.fresh));
    let (first, last) = match (page.previous, page.next, total) {
        (None, _, _) => (1, rows),
        (Some(_), None, Some(total)) => ((total + 1).checked_sub(rows)?, total),
        _ => return None,
    };
    let total = total.map_or_else(|| words.many.to_owned(), number);
    Some((words.range)(&[number(first), number(last)].join("–"), &total))
}

/// What was found, for who does not see the list change; empty where nothing was looked for.
pub fn found(answer: &Answer) -> String {
    let words = &use_text().history;
    let Some(((query, _), page)) = answer else { return String::new() };
    if query.search.is_empty() && query.filter == Filter::default() {
        return String::new();
    }
    match sum(query, page) {
        Some(n) => (words.found)(n),
        None => [words.many, " ", (words.total)(domain::history::MOST_COUNTED)].concat(),
    }
}

/// No rows: of a pharmacy that has sent nothing yet, or of a search that finds nothing.
fn nothing(query: &Query) -> AnyView {
    let text = &use_text().history;
    let is_searched = !query.search.is_empty();
    let is_filtered = query.filter != Filter::default();
    if !is_searched && !is_filtered {
        let send = viewer_may(Permission::SmsSend).then(|| send_button("btn btn-main"));
        return empty("send", text.empty, text.empty_says.into_any(), send.into_iter().collect());
    }
    let search = is_searched.then(|| {
        let query = Query { search: String::new(), ..query.clone() };
        view! { <a class="btn" href=address(HOME, &query, None)>{text.clear_search}</a> }.into_any()
    });
    let filter = is_filtered.then(|| {
        let query = Query { filter: Filter::default(), ..query.clone() };
        view! { <a class="btn" href=address(HOME, &query, None)>{text.clear_filters}</a> }.into_any()
    });
    let says = is_searched.then(|| {
        let looked_for = (text.looked_for)(&query.search);
        view! { <bdi class="looked-for">{looked_for}</bdi> <br /> {text.none_says} }.into_any()
    });
    empty("search", text.none, says.unwrap_or_else(|| ().into_any()), search.into_iter().chain(filter).collect())
}

fn empty(picture: &'static str, title: &'static str, says: AnyView, ways_out: Vec<AnyView>) -> AnyView {
    view! {
        <div class="empty">
            {icon(picture)}
            <h2>{title}</h2>
            <p>{says}</p>
            <div class="row">{ways_out}</div>
        </div>
    }
    .into_any()
}

/// The period cannot be read: what is wrong stands at its days.
fn period_wrong() -> AnyView {
    let text = &use_text().history;
    let way_out = view! { <p>{text.period_wrong}</p> <p><a href=HOME>{text.clear_period}</a></p> };
    notice(Tone::Warn, way_out)
}
