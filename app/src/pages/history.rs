//! Communications, the page after signing in: every SMS, newest first, and the send under way. Live.

use domain::campaign::UnderWay;
use domain::history::{Cursor, Page, Totals};
use domain::message::{Counts, Status};
use domain::staff::Permission;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::history as api;
use crate::components::history_table::{history_table, history_waiting};
use crate::components::icon::{drawn, icon, icon_flip};
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::components::pager::pager;
use crate::components::status_badge::{colour, picture};
use crate::context::viewer_may;
use crate::live::use_live;
use crate::routes::HOME;
use crate::text::{number, use_text};

/// Where a send begins.
const SEND: &str = "/communications/nouvelle";

/// The page.
pub fn page() -> AnyView {
    let text = &use_text().history;
    let live = use_live();
    let cursor = cursor();
    let lines = Resource::new(move || (cursor.get(), live.version()), |(cursor, _)| api::page(cursor));
    let under_way = Resource::new(move || live.version(), |_| api::under_way());
    let may_send = viewer_may(Permission::SmsSend);
    view! {
        {page_title(text.title)}
        <main class="page" id="main">
            <div class="page-head">
                <h1>{text.title}</h1>
                {may_send.then(|| send_button("btn btn-main not-phone"))}
            </div>
            {loaded(under_way, || ().into_any(), |news| news.map(strip).into_any())}
            {loaded(lines, history_waiting, show)}
        </main>
        {may_send
            .then(|| {
                view! { <nav class="bottombar" aria-label=text.send>{send_button("btn btn-main")}</nav> }.into_any()
            })}
    }
    .into_any()
}

/// The page of the list that the address names.
pub(super) fn cursor() -> Memo<Option<Cursor>> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get("page")).and_then(|page| Cursor::from_word(&page)))
}

fn send_button(class: &'static str) -> AnyView {
    view! { <a class=class href=SEND>{icon_flip("send")}{use_text().history.send}</a> }.into_any()
}

/// One line on the send under way.
fn strip(news: UnderWay) -> AnyView {
    let text = &use_text().history;
    let words = (text.under_way)(news.left, news.total);
    let stuck = news
        .unreachable
        .then(|| view! { <span class="badge is-warn">{icon("warn")}{text.unreachable}</span> }.into_any());
    view! {
        <div class="strip" role="status">
            {icon("going")}
            <span><strong><bdi>{news.name.clone()}</bdi></strong>" : "{words.clone()}</span>
            {stuck}
            <progress value=news.left max=news.total aria-label=[&news.name, ", ", &words].concat()></progress>
            <a href=["/campagnes/", news.campaign.as_str()].concat()>{text.follow}</a>
        </div>
    }
    .into_any()
}

fn show(page: Page) -> AnyView {
    if page.lines.is_empty() && page.previous.is_none() {
        return empty();
    }
    let counts = match page.totals {
        Totals::Exact(counts) => counts,
        Totals::Many => vec![],
    };
    view! {
        {totals(&counts)}
        {history_table(use_text().history.title, page.lines)}
        {pager(HOME.to_owned(), page.previous, page.next)}
    }
    .into_any()
}

fn empty() -> AnyView {
    let text = &use_text().history;
    view! {
        <div class="empty">
            {icon("send")}
            <h2>{text.empty}</h2>
            <p>{text.empty_says}</p>
            {viewer_may(Permission::SmsSend).then(|| send_button("btn btn-main"))}
        </div>
    }
    .into_any()
}

/// The figures above the table: all of it, then status by status.
fn totals(counts: &Counts) -> AnyView {
    let text = use_text();
    let all = counts.iter().map(|(_, n)| n).sum();
    let one = |(status, n): (Status, u32)| {
        let shape = drawn(["icon ", colour(status)].concat(), picture(status));
        figure(shape, n, text.statuses.form(status, n))
    };
    let shown = Status::ALL.into_iter().filter_map(|status| counts.iter().find(|(other, _)| *other == status).copied());
    let figures: Vec<AnyView> = shown.filter(|(_, n)| *n > 0).map(one).collect();
    view! {
        <ul class="totals" aria-label=text.history.totals>
            {figure(().into_any(), all, (text.history.total)(all))}
            {figures}
        </ul>
    }
    .into_any()
}

fn figure(shape: AnyView, n: u32, words: &'static str) -> AnyView {
    view! { <li><p>{shape}<strong>{number(n)}</strong>" "{words}</p></li> }.into_any()
}
