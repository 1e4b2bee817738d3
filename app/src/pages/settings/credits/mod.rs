//! *Solde SMS*: the credits there are, how long they last, the requests for more, and every entry that moved them. Live.

pub mod alert;
mod chart;
mod ledger;

pub use self::ledger::table as ledger_table;

use domain::credit::{LedgerFilter, Overview, Sort};
use domain::form::Field;
use domain::staff::Permission;
use domain::topup::{Side, TopUp};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::subnav;
use crate::api::credits::{ledger as read_ledger, overview};
use crate::components::icon::icon;
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::components::notice::{Tone, notice};
use crate::context::viewer_may;
use crate::live::use_live;
use crate::pages::topup::badge;
use crate::routes::{ASK, CREDITS, topup};
use crate::text::credits::use_words;
use crate::text::{number, use_text};

/// What the address asks for: a filter, the entry before which the page begins, and a day that does not exist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    filter: LedgerFilter,
    before: Option<i64>,
    wrong: Option<Field>,
}

/// The page.
pub fn page() -> AnyView {
    let words = &use_words().credits;
    let live = use_live();
    let asked = asked();
    let overview = Resource::new(move || live.version(), |_| overview());
    let page =
        Resource::new(move || (asked.get(), live.version()), |(asked, _)| read_ledger(asked.filter, asked.before));
    let class = if viewer_may(Permission::CreditsRequest) { "credits" } else { "stack" };
    view! {
        {page_title(words.title)}
        <main class="page" id="main">
            <div class="page-head"><h1>{words.title}</h1></div>
            {subnav(CREDITS)}
            <div class=class>
                {loaded(overview, waiting, show)}
                <section class="of-ledger" aria-labelledby="ledger">
                    <div class="section-head">
                        <h2 id="ledger">{words.moves}</h2>
                        {move || asked.with(|asked| ledger::export(&asked.filter))}
                    </div>
                    {move || asked.with(ledger::filters)}
                    {loaded(page, waiting, move |page| asked.with_untracked(|asked| ledger::show(page, asked)))}
                </section>
            </div>
        </main>
    }
    .into_any()
}

fn asked() -> Memo<Asked> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| {
            let day = |name: &str| query.get_str(name).filter(|day| !day.is_empty()).map(|day| day.parse().ok());
            let (from, to) = (day("du"), day("au"));
            let wrong = match (from, to) {
                (Some(None), _) => Some(Field::From),
                (_, Some(None)) => Some(Field::To),
                (Some(Some(from)), Some(Some(to))) if to < from => Some(Field::To),
                _ => None,
            };
            let sort = query.get_str("type").and_then(Sort::from_slug);
            let filter = match wrong {
                None => LedgerFilter { sort, from: from.flatten(), to: to.flatten() },
                Some(_) => LedgerFilter { sort, ..LedgerFilter::default() },
            };
            Asked { filter, before: query.get_str("avant").and_then(|n| n.parse().ok()), wrong }
        })
    })
}

fn waiting() -> AnyView {
    view! { <div class="card of-balance"><p class="skel skel-25"></p></div> }.into_any()
}

fn show(overview: Overview) -> AnyView {
    let text = use_text();
    let words = &use_words().credits;
    let may_ask = viewer_may(Permission::CreditsRequest);
    let low = (may_ask && overview.is_low()).then(|| low(overview.balance.available.0));
    let fact = |what: &'static str, said: AnyView| view! { <div><dt>{what}</dt><dd>{said}</dd></div> }.into_any();
    let credits = |n: u32| (text.common.credits)(n).into_any();
    let until = match &overview.runs_out {
        Some((_, date)) => view! { <bdi dir="ltr">{date.clone()}</bdi> }.into_any(),
        None => words.no_forecast.into_any(),
    };
    let alert = view! {
        {credits(overview.low_at)}
        {may_ask.then(|| view! { " " <a class="small" href="/parametres/solde/alerte">{words.change}</a> }.into_any())}
    }
    .into_any();
    let requests = may_ask.then(|| requests(overview.topups.clone()));
    view! {
        <section class="card of-balance" aria-labelledby="balance">
            {low}
            <div class="balance">
                <div>
                    <h2 id="balance" class="hide">{words.title}</h2>
                    <p class="big">
                        {number(overview.balance.available.0)} " "
                        <small>{(text.common.credits_word)(overview.balance.available.0)}</small>
                    </p>
                </div>
                <dl>
                    {fact(words.reserved, credits(overview.balance.reserved.0))}
                    {fact(words.spent, credits(overview.balance.spent.0))}
                    {fact(words.runs_out, until)}
                    {fact(words.low_at, alert)}
                </dl>
            </div>
            {chart::chart(&overview)}
        </section>
        {requests}
    }
    .into_any()
}

/// For those who can do something about it.
fn low(left: u32) -> AnyView {
    let words = use_words();
    let said = if left == 0 { words.credits.low_none.to_owned() } else { (words.credits.low)(left) };
    notice(Tone::Warn, view! { <p>{said} " " <a href=ASK>{words.topups.ask}</a></p> })
}

/// The open request, or the way to one; and those that have ended.
fn requests(topups: Vec<TopUp>) -> AnyView {
    let words = &use_words().topups;
    let (open, ended): (Vec<TopUp>, Vec<TopUp>) = topups.into_iter().partition(|topup| topup.state.is_open());
    let now = match open.into_iter().next() {
        Some(open) => {
            let href = topup(Side::Pharmacy, &open.reference);
            view! {
                <p class="row"><bdi dir="ltr"><strong>{open.number.clone()}</strong></bdi> {badge(&open, Side::Pharmacy)}</p>
                <p>{words.now.get(usize::try_from(open.state.code()).unwrap_or(0)).copied()}</p>
                <p><a class="btn btn-main" href=href>{words.follow}</a></p>
            }
            .into_any()
        }
        None => view! {
            <p class="hint">{words.ask_says}</p>
            <p><a class="btn btn-main" href=ASK>{icon("plus")}{words.ask}</a></p>
        }
        .into_any(),
    };
    let ended = (!ended.is_empty()).then(|| {
        let line = |one: TopUp| {
            let href = topup(Side::Pharmacy, &one.reference);
            view! {
                <li>
                    <a href=href><bdi dir="ltr">{one.number.clone()}</bdi></a>
                    <span class="hint"><bdi dir="ltr">{one.requested.date.clone()}</bdi></span>
                    {badge(&one, Side::Pharmacy)}
                </li>
            }
        };
        view! { <ul class="requests">{ended.into_iter().map(line).collect_view()}</ul> }.into_any()
    });
    view! {
        <section class="card of-topup stack-tight" aria-labelledby="topup">
            <h2 id="topup">{use_words().credits.requests}</h2>
            {now}
            {ended}
        </section>
    }
    .into_any()
}
