//! What stands around every page: the demonstration's banner, the bar with the menu, the credits and the account.

use domain::credit::Standing;
use domain::language::Language;
use domain::staff::Permission;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::icon::{drawn, icon};
use crate::api::account::{SetLanguage, SignOut};
use crate::api::credits::balance;
use crate::context::{self, Loading, Viewer, use_demo, use_loading, use_viewer};
use crate::live::use_live;
use crate::routes::{HOME, PACKS, SALES};
use crate::text::{number, use_text};

/// The page within its surroundings. Before signing in there is no bar.
#[component]
pub fn Layout(children: Children) -> impl IntoView {
    let text = use_text();
    let demo = use_demo().then(|| {
        view! {
            <section class="demo" aria-label=text.common.demo>
                <strong>{text.common.demo}</strong>
                <span>{text.common.demo_says}</span>
            </section>
        }
        .into_any()
    });
    view! {
        {any_title()}
        <a class="skip" href="#main" rel="external">{text.common.skip}</a>
        {demo}
        {use_viewer().map(bar)}
        {use_loading().map(loading)}
        {children()}
    }
    .into_any()
}

/// The bar at the upper edge while the code of a page is on its way.
fn loading(pages: Loading) -> AnyView {
    view! {
        <div class="loading" role="progressbar" aria-label=use_text().common.loading hidden=move || !pages.is_any()></div>
    }
    .into_any()
}

/// What the tab says.
pub fn page_title(words: impl Into<TextProp>) -> AnyView {
    view! { <Title text=words.into() /> }.into_any()
}

/// What it says around each of them, and of a page that has none yet.
fn any_title() -> AnyView {
    let named = |title: String| if title.is_empty() { "Comptoir".to_owned() } else { title + " · Comptoir" };
    view! { <Title text="" formatter=named /> }.into_any()
}

fn bar(viewer: Viewer) -> AnyView {
    let nav = &use_text().nav;
    let is_sales = viewer.sales.is_some();
    let home = if is_sales { SALES } else { HOME };
    let entries = if is_sales {
        vec![
            entry(SALES, &["/commercial/demandes"], nav.requests, Some(told(|now| marks(now, use_text().nav.asked)))),
            entry(PACKS, &[], nav.packs, None),
        ]
    } else {
        vec![
            entry(HOME, &["/communications", "/campagnes"], nav.communications, None),
            entry("/clients", &["/clients"], nav.clients, None),
            entry("/parametres/modeles", &["/parametres"], nav.settings, None),
        ]
    };
    // Who may send sees what is left, who may ask for credits what the sales service answers.
    let sees_credits = viewer.may(Permission::SmsSend) || viewer.may(Permission::CreditsRequest);
    let place = if is_sales { nav.sales.to_owned() } else { viewer.pharmacy.clone() };
    view! {
        <header class="appbar">
            <div class="appbar-in">
                <a class="brand" href=home>{icon("mark")}{use_text().common.product}</a>
                <nav class="appnav" aria-label=nav.menu>
                    <ul>{entries}</ul>
                </nav>
                <div class="account">
                    {sees_credits.then(credits_left)}
                    <span class="account-place"><bdi>{place}</bdi></span>
                    {account(viewer)}
                </div>
            </div>
        </header>
    }
    .into_any()
}

/// One entry of the menu, with a mark perhaps; current on its own page and on those under `sections`.
fn entry(href: &'static str, sections: &'static [&'static str], words: &'static str, mark: Option<AnyView>) -> AnyView {
    let path = use_location().pathname;
    let current = move || {
        path.with(|path| path == href || sections.iter().any(|section| path.starts_with(section))).then_some("page")
    };
    view! { <li><a href=href aria-current=current>{words}{mark}</a></li> }.into_any()
}

/// The credits left, and what is new of them. Their place is kept free until they are known.
fn credits_left() -> AnyView {
    let show = |now: Standing| {
        let (text, credits) = (use_text(), now.available.0);
        view! {
            <strong>{number(credits)}</strong> " " {(text.common.credits_word)(credits)} {marks(now, text.nav.news)}
        }
        .into_any()
    };
    view! { <a class="account-credits" href=crate::routes::CREDITS>{told(show)}</a> }.into_any()
}

/// Few credits are left, and something is new: each a picture, and words for who does not see it.
fn marks(now: Standing, news: &'static str) -> AnyView {
    let mark = |picture: &'static str, says: &'static str| view! { {icon(picture)}<span class="hide">{says}</span> };
    view! { {now.is_low.then(|| mark("warn", use_text().nav.low))} {now.has_news.then(|| mark("info", news))} }
        .into_any()
}

/// What the head of a page says: as the page was made, then as the news tell.
fn told(show: fn(Standing) -> AnyView) -> AnyView {
    let live = use_live();
    let at_first = Resource::new(|| (), |()| balance());
    view! {
        <Transition>
            {move || Suspend::new(async move {
                let first = at_first.await.ok();
                move || live.credits().or(first).map(show)
            })}
        </Transition>
    }
    .into_any()
}

/// The person's menu. A popover: it opens with JavaScript off.
fn account(viewer: Viewer) -> AnyView {
    let nav = &use_text().nav;
    let live = use_live();
    view! {
        <button class="avatar" type="button" popovertarget="account-menu" aria-label=(nav.account_of)(&viewer.name)>
            {viewer.initials}
        </button>
        <div class="account-menu" id="account-menu" popover="auto">
            <p class="account-who">
                <strong>{viewer.name}</strong>
                <span>{viewer.email}</span>
                <span>{viewer.pharmacy}</span>
            </p>
            {languages("account-languages")}
            <form method="post" action=SignOut::url() on:submit=move |_| live.leave()>
                <button class="account-out">{drawn("icon icon-flip", "sign-out")}{nav.sign_out}</button>
            </form>
        </div>
    }
    .into_any()
}

/// The address of this page, the query as it was written: escaped anew it would differ between server and browser.
pub(crate) fn here() -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let location = use_location();
    move || {
        let (path, search) = (location.pathname.get(), location.search.get());
        let query = search.trim_start_matches('?');
        if query.is_empty() { path } else { [&path, "?", query].concat() }
    }
}

/// The languages, each a button of a plain form that comes back to this page.
pub fn languages(class: &'static str) -> AnyView {
    let now = context::use_language();
    let here = here();
    let button = move |language: Language| {
        let current = (language == now).then_some("true");
        let tag = language.tag();
        view! {
            <button name="language" value=tag lang=tag dir=language.direction() aria-current=current>
                {language.own_name()}
            </button>
        }
        .into_any()
    };
    let buttons: Vec<AnyView> = Language::ALL.into_iter().map(button).collect();
    view! {
        <form class=class method="post" action=SetLanguage::url() aria-label=use_text().nav.language>
            <input type="hidden" name="back" value=here />
            {buttons}
        </form>
    }
    .into_any()
}
