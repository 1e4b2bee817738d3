//! One request for credits, for both sides: where it stands, what to do now, and what was said. Its news change what is said
//! and never a form that somebody fills in.

pub mod ask;
mod forms;
pub mod proforma;
mod way;

use domain::id::TopUpRef;
use domain::pack::Pack;
use domain::topup::{Act, Sheet, Side, State, TopUp};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api::topups::{TakeStep, sheet};
use crate::components::icon::icon;
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::components::notice::{Tone, failure, notice};
use crate::error::{AppError, Moved};
use crate::live::use_live;
use crate::pages::sales;
use crate::text::credits::use_words;
use crate::text::{number, use_text};

/// The request that the address names.
fn wanted() -> Resource<Result<Sheet, AppError>> {
    let params = use_params_map();
    Resource::new(
        move || params.with(|params| params.get("topup").and_then(|topup| topup.parse::<TopUpRef>().ok())),
        |reference| async move {
            let found = match reference {
                Some(reference) => sheet(reference).await,
                None => Err(AppError::NotFound),
            };
            if found == Err(AppError::NotFound) {
                crate::context::page_is_not_found();
            }
            found
        },
    )
}

/// The page.
pub fn page() -> AnyView {
    let first = wanted();
    let action = ServerAction::<TakeStep>::new();
    view! {
        {page_title(use_words().topups.proforma)}
        <main class="page" id="main">{loaded(first, || ().into_any(), move |sheet| show(sheet, action))}</main>
    }
    .into_any()
}

/// What there is to know of a request, read again when there is news and after each step.
fn follow(first: Sheet, action: ServerAction<TakeStep>) -> ReadSignal<Sheet> {
    let (now, set) = signal(first);
    let live = use_live();
    Effect::new(move |before: Option<(u32, usize)>| {
        let version = (live.version(), action.version().get());
        if before.is_some_and(|before| before != version) {
            let topup = now.with_untracked(|sheet| sheet.topup.reference.clone());
            spawn_local(async move {
                if let Ok(read) = sheet(topup).await {
                    let _the_page_is_gone = set.try_update(|sheet| *sheet = read);
                }
            });
        }
        version
    });
    now
}

fn show(first: Sheet, action: ServerAction<TakeStep>) -> AnyView {
    let words = &use_words().topups;
    let side = first.side;
    let topup = first.topup.reference.clone();
    let title = (words.title)(&first.topup.number);
    let pharmacy = (side == Side::Sales).then(|| view! { <p><bdi>{first.topup.pharmacy.clone()}</bdi></p> });
    let now = follow(first, action);
    let acts =
        Memo::new(move |_| now.with(|sheet| (sheet.acts.clone(), sheet.packs.clone(), sheet.topup.pack.clone())));
    let head = move || now.with(|sheet| view! { {badge(&sheet.topup, side)} <p>{to_do(sheet)}</p> }.into_any());
    let way = move || now.with(way::way);
    let messages = move || now.with(way::messages);
    let forms = {
        let topup = topup.clone();
        move || acts.with(|(acts, packs, chosen)| forms::next(&topup, acts, packs, chosen.as_ref(), now, action))
    };
    let ends = {
        let topup = topup.clone();
        let acts = Memo::new(move |_| acts.with(|(acts, ..)| acts.clone()));
        move || acts.with(|acts| forms::end(&topup, acts, action))
    };
    let desk = (side == Side::Sales).then(|| sales::account::account(topup.clone()));
    view! {
        {page_title(title.clone())}
        <div class="page-head"><div><h1>{title}</h1>{pharmacy}</div></div>
        {proof_says()}
        {move || action.value().get().and_then(Result::err).map(|error| refusal(&error))}
        <div class="two topup">
            <div class="stack">
                <section class="card stack-tight" role="status">{head}</section>
                {forms}
                <section class="card stack-tight" aria-labelledby="messages">
                    <h2 id="messages">{words.messages}</h2>
                    {messages}
                    {forms::write(&topup, action)}
                </section>
                {desk}
            </div>
            <div class="stack">
                <section class="card" aria-label=words.way>{way}</section>
                {ends}
            </div>
        </div>
    }
    .into_any()
}

fn to_do(sheet: &Sheet) -> &'static str {
    let words = &use_words().topups;
    let all = if sheet.side == Side::Pharmacy { &words.now } else { &words.now_sales };
    all.get(usize::try_from(sheet.topup.state.code()).unwrap_or(0)).copied().unwrap_or_default()
}

/// Why a step was not taken.
fn refusal(error: &AppError) -> AnyView {
    let words = use_words();
    let said = match error {
        AppError::Moved(Moved::Pack) => words.topups.pack_gone.to_owned(),
        AppError::Moved(Moved::NoBank) => words.topups.no_bank.to_owned(),
        AppError::Moved(Moved::Full) => words.topups.balance_full.to_owned(),
        AppError::Invalid(_) => match error.field(domain::form::Field::Note, use_text()) {
            Some(_) if error.faults(domain::form::Field::Note).contains(&domain::form::Fault::Required) => {
                words.topups.reason_needed.to_owned()
            }
            Some(said) => said,
            None => return failure(error),
        },
        _ => return failure(error),
    };
    notice(Tone::Bad, view! { <p>{said}</p> })
}

/// What became of a proof that was sent.
fn proof_says() -> impl Fn() -> Option<AnyView> {
    let query = use_query_map();
    move || {
        let words = &use_words().topups;
        let (tone, said) = match query.with(|query| query.get("preuve"))?.as_str() {
            "recue" => (Tone::Ok, words.proof_taken),
            "vide" => (Tone::Bad, words.proof_missing),
            "trop-grande" => (Tone::Bad, words.proof_large),
            "autre" => (Tone::Bad, words.proof_other),
            "trop" => (Tone::Bad, words.proof_many),
            "tard" => (Tone::Bad, use_text().errors.moved),
            _ => return None,
        };
        Some(notice(tone, view! { <p>{said}</p> }))
    }
}

/// Where a request stands: a shape and a word.
pub fn badge(topup: &TopUp, side: Side) -> AnyView {
    let words = &use_words().topups;
    let (class, picture) = match topup.state {
        State::Activated => ("badge is-ok", "ok"),
        State::Refused => ("badge is-bad", "bad"),
        State::Cancelled => ("badge is-mute", "close"),
        state if state.waits_for() == Some(side) => ("badge is-warn", "clock"),
        _ => ("badge is-wait", "clock"),
    };
    let new = topup.is_new.then(|| view! { " " <span class="badge is-warn">{icon("info")}{words.new}</span> });
    view! { <span class=class>{icon(picture)}{words.state(topup.state)}</span> {new} }.into_any()
}

/// Credits and price of a pack.
pub fn price(pack: &Pack) -> AnyView {
    let (text, words) = (use_text(), &use_words().topups);
    view! {
        <span>{(text.common.credits)(pack.credits.0)}</span>
        <strong><bdi>{pack.price.screen()}</bdi></strong>
        <small class="hint">{(words.price_of_one)(&pack.price_of_one().screen())}</small>
    }
    .into_any()
}

/// Whether something can be done.
fn can(acts: &[Act], act: Act) -> bool {
    acts.contains(&act)
}

/// A number of octets as people read it.
fn octets(size: u32) -> String {
    [&number(size.div_ceil(1_000)), "\u{A0}ko"].concat()
}
