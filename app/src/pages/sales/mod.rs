//! The desk of the sales service: the requests of all pharmacies. Live.

pub mod account;
pub mod packs;

use domain::topup::{Desk, Side, TopUp};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::address::written;
use crate::api::sales::desk;
use crate::components::icon::icon;
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::components::search_box::search_box;
use crate::live::use_live;
use crate::pages::topup::badge;
use crate::routes::{SALES, topup};
use crate::text::credits::use_words;
use crate::text::{number, use_text};

/// The page.
pub fn page() -> AnyView {
    let words = &use_words().sales;
    let live = use_live();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| (query.get("q").unwrap_or_default(), query.get_str("tout") == Some("1")))
    });
    let list = Resource::new(move || (asked.get(), live.version()), |((search, ended), _)| desk(search, ended));
    view! {
        {page_title(words.title)}
        <main class="page" id="main">
            <div class="page-head"><h1>{words.title}</h1></div>
            {move || asked.with(|(search, ended)| tools(search, *ended))}
            {loaded(list, || ().into_any(), move |desk| asked.with_untracked(|(search, _)| show(desk, search)))}
        </main>
    }
    .into_any()
}

fn tools(search: &str, ended: bool) -> AnyView {
    let words = &use_words().sales;
    let (other, says) = if ended { ("", words.open_only) } else { ("1", words.all) };
    let href = written(SALES, [("q", search.to_owned()), ("tout", other.to_owned())]);
    let kept = ended.then(|| view! { <input type="hidden" name="tout" value="1" /> }.into_any());
    view! {
        <form class="tools" method="get" action=SALES role="search" aria-label=words.search>
            {search_box(words.search, words.search_hint, None, RwSignal::new(search.to_owned()))}
            {kept}
            <button class="btn">{words.find}</button>
            <a class="linkish" href=href>{says}</a>
        </form>
    }
    .into_any()
}

fn show(desk: Desk, search: &str) -> AnyView {
    let words = &use_words().sales;
    let fact = |what: &'static str, value: String| view! { <div><dt>{what}</dt><dd><bdi>{value}</bdi></dd></div> };
    let credits = u32::try_from(desk.credits).unwrap_or(u32::MAX);
    let month = (words.month)(&desk.month);
    let more = desk.more.then(|| view! { <p class="hint">{words.more}</p> }.into_any());
    view! {
        <p class="strip" role="status">{icon("clock")}<span>{(words.to_do)(desk.to_do)}</span></p>
        {list(desk.requests, !search.is_empty())}
        {more}
        <section class="card month" aria-labelledby="month">
            <h2 id="month">{month}</h2>
            <div class="balance">
                <dl>
                    {fact(words.activated, number(desk.activated))}
                    {fact(words.credits, number(credits))}
                    {fact(words.turnover, desk.turnover.screen())}
                </dl>
            </div>
        </section>
    }
    .into_any()
}

fn list(requests: Vec<TopUp>, is_search: bool) -> AnyView {
    let words = &use_words().sales;
    if requests.is_empty() {
        let (title, says) = if is_search { (words.none_found, "") } else { (words.empty, words.empty_says) };
        return view! { <div class="empty">{icon("coins")}<h2>{title}</h2><p>{says}</p></div> }.into_any();
    }
    let head = |name: &'static str| view! { <th role="columnheader" scope="col"><span>{name}</span></th> };
    view! {
        <div class="sheet">
            <table class="table desk stacked" role="table" aria-label=words.requests>
                <thead role="rowgroup">
                    <tr role="row">
                        {head(words.request)}
                        {head(words.pharmacy)}
                        {head(words.state)}
                        {head(words.pack)}
                        {head(words.waiting)}
                    </tr>
                </thead>
                <tbody role="rowgroup">{requests.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(one: TopUp) -> AnyView {
    let (text, words) = (use_text(), &use_words().sales);
    let href = topup(Side::Sales, &one.reference);
    let pack = one.pack.as_ref().map(|pack| {
        let credits = (text.common.credits)(pack.credits.0);
        view! { {credits} <small class="hint">" " <bdi>{pack.price.screen()}</bdi></small> }.into_any()
    });
    let waiting = one.state.is_open().then(|| words.waited(one.waiting));
    view! {
        <tr role="row">
            <td role="cell"><a href=href><bdi dir="ltr">{one.number.clone()}</bdi></a></td>
            <td role="cell"><bdi>{one.pharmacy.clone()}</bdi></td>
            <td role="cell">{badge(&one, Side::Sales)}</td>
            <td role="cell">{pack}</td>
            <td role="cell" class="nowrap">{waiting}</td>
        </tr>
    }
    .into_any()
}
