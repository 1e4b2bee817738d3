//! *Historique des communications*, the page after signing in: every SMS, searched, filtered and sorted by the address; the
//! send under way; live.

mod filters;
mod keys;
mod list;
mod reading;
mod tools;
mod totals;

use domain::campaign::UnderWay;
use domain::staff::Permission;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use self::keys::keys;
use self::list::{found, list, waiting};
use self::reading::Reading;
use self::tools::tools;
use super::message::beside;
use crate::address::{address, asked};
use crate::api::history::{self as api, Listed, Opening};
use crate::components::dynamic::{dynamic, on_change};
use crate::components::export_menu::export_menu;
use crate::components::icon::{icon, icon_flip};
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::components::notice::failure;
use crate::context::viewer_may;
use crate::live::use_live;
use crate::routes::HOME;
use crate::text::use_text;

/// Where a send begins.
const SEND: &str = "/communications/nouvelle";

/// The page.
pub fn page() -> AnyView {
    let text = &use_text().history;
    let asked = asked();
    let reading = Reading::new(asked);
    let opening = Resource::new(
        || (),
        move |()| async move {
            let (page, choices, under_way) = api::open(reading.question()).await?;
            Ok((page.map(Listed::in_page), choices, under_way))
        },
    );
    let may_send = viewer_may(Permission::SmsSend);
    let show = move |(page, choices, under_way): Opening| {
        view! {
            {send_under_way(under_way)}
            {tools(asked, choices)}
            {shown(reading, page)}
        }
        .into_any()
    };
    let bottom = may_send
        .then(|| view! { <nav class="bottombar" aria-label=text.send>{send_button("btn btn-main")}</nav> }.into_any());
    view! {
        {page_title(text.title)}
        <main class="page" id="main">
            <div class="page-head">
                <h1>{text.title}</h1>
                <div class="row">
                    {export_menu(Signal::derive(move || asked.with(|asked| asked.query.clone())))}
                    {may_send.then(|| send_button("btn btn-main not-phone"))}
                </div>
            </div>
            {loaded(opening, waiting, show)}
            {keys()}
        </main>
        {bottom}
    }
    .into_any()
}

/// The list: as it was read with the page, then as it was read last.
fn shown(reading: Reading, first: Option<Listed>) -> AnyView {
    reading.begin(first);
    let heard = move || {
        let found = reading.answer.with(|answer| answer.as_ref().and_then(|answer| answer.as_ref().ok()).map(found));
        found.filter(|_| reading.is_later.get_value()).unwrap_or_default().into_any()
    };
    let trouble = move || match reading.trouble.get() {
        Some(error) => failure(&error),
        None => ().into_any(),
    };
    let busy = Signal::derive(move || reading.busy.get().then_some("true"));
    view! {
        <p class="hide" role="status">{dynamic(heard)}</p>
        {dynamic(trouble)}
        <div class="listing" aria-busy=busy>
            {fresh(reading)}
            {beside(list(reading))}
        </div>
    }
    .into_any()
}

/// One line on the send under way, while there is one.
fn send_under_way(first: Option<UnderWay>) -> AnyView {
    let live = use_live();
    let news = RwSignal::new(first);
    let read = move |_: &u32| {
        spawn_local(async move {
            if let Ok(now) = api::under_way().await {
                news.try_set(now);
            }
        });
    };
    on_change(move || live.version(), read);
    dynamic(move || news.get().map_or_else(|| ().into_any(), strip))
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

/// How many messages came since the list was read: a click brings them, on the first page.
fn fresh(reading: Reading) -> AnyView {
    let navigate = StoredValue::new(use_navigate());
    let bring = move |_| match reading.question() {
        Some((query, Some(_))) => {
            let first = address(HOME, &query, None);
            navigate.with_value(|navigate| navigate(&first, NavigateOptions::default()));
        }
        _ => reading.bring(),
    };
    let news = move || {
        let n = reading.fresh.get();
        if n == 0 {
            return ().into_any();
        }
        view! { <button class="btn" type="button" on:click=bring>{(use_text().history.fresh)(n)}</button> }.into_any()
    };
    view! { <div class="live-note" role="status">{dynamic(news)}</div> }.into_any()
}
