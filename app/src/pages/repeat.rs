//! *Renvoyer*, of what did not arrive, and *Renvoyer quand même*, of what may have arrived: sent again by a person only, who is
//! told what that costs and may do. The text is that of the first time.

use domain::message::{Again, Repeat};
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map};

use crate::api::repeat as api;
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::components::notice::{Tone, failure, notice};
use crate::components::status_badge::status_badge;
use crate::error::AppError;
use crate::live::use_live;
use crate::routes::{CREDITS, HOME};
use crate::text::use_text;

/// The page.
pub fn page() -> AnyView {
    let words = &use_text().repeat;
    let params = use_params_map();
    let live = use_live();
    let action = ServerAction::<api::SendAgain>::new();
    // What is no number is no message: the server says so.
    let number = move || params.with(|params| params.get("number").and_then(|n| n.parse::<i64>().ok()).unwrap_or(0));
    let message =
        Resource::new(move || (number(), live.version(), action.version().get()), |(number, ..)| api::look(number));
    let navigate = use_navigate();
    Effect::new(move || {
        if let Some(Ok(campaign)) = action.value().get() {
            navigate(&["/campagnes/", campaign.as_str()].concat(), Default::default());
        }
    });
    // Too few credits and a fate that is known by now are said by what is read again.
    let refused = move || match action.value().get() {
        Some(Err(error)) if !matches!(error, AppError::NoCredit { .. } | AppError::NotRepeatable) => {
            Some(failure(&error))
        }
        _ => None,
    };
    view! {
        {page_title(words.title)}
        <main class="page" id="main">
            <div class="page-head"><h1>{words.title}</h1></div>
            <div class="verify">{refused} {loaded(message, waiting, move |message| show(message, action))}</div>
        </main>
    }
    .into_any()
}

fn waiting() -> AnyView {
    view! { <div class="card"><p class="skel skel-60"></p><p class="skel skel-80"></p></div> }.into_any()
}

fn show(message: Repeat, action: ServerAction<api::SendAgain>) -> AnyView {
    view! { {what(&message)} {way_on(&message, action)} }.into_any()
}

/// The message: to whom, when, what, and where it stands.
fn what(message: &Repeat) -> AnyView {
    let text = use_text();
    let line = message.line.clone();
    let sent = (text.repeat.sent)(&line.manager, &line.created.date, &line.created.time);
    let why = line.reason.map(|reason| [" ", text.reasons.of_message(reason)].concat());
    let pair = |what: &'static str, value: AnyView| view! { <div><dt>{what}</dt><dd>{value}</dd></div> }.into_any();
    let to = view! { <bdi>{line.recipient}</bdi> " " <bdi class="nowrap" dir="ltr">{line.phone}</bdi> }.into_any();
    view! {
        <div class="card">
            <dl class="pairs">
                {pair(text.history.recipient, to)}
                {pair(text.history.content, view! { <p dir="auto">{line.content}</p> }.into_any())}
                {pair(text.history.date, sent.into_any())}
                {pair(text.history.status, view! { {status_badge(line.status)} {why} }.into_any())}
            </dl>
        </div>
    }
    .into_any()
}

/// What can be done: the button with its risk and its price, or why there is none.
fn way_on(message: &Repeat, action: ServerAction<api::SendAgain>) -> AnyView {
    let text = use_text();
    let words = &text.repeat;
    let (needed, available) = (message.credits, message.available);
    if let Some(campaign) = &message.repeated_by {
        let href = ["/campagnes/", campaign.as_str()].concat();
        let already = view! { <p>{words.already} " " <a href=href>{text.history.follow}</a></p> };
        return view! { {notice(Tone::Info, already)} {row(back(text.common.back_home))} }.into_any();
    }
    let Some(again) = Again::of(message.line.status, message.line.reason) else {
        let known = notice(Tone::Info, view! { <p>{words.known}</p> });
        return view! { {known} {row(back(text.common.back_home))} }.into_any();
    };
    let risk = match again {
        Again::Safe => notice(Tone::Info, view! { <p>{words.safe}</p> }),
        Again::AtRisk => notice(Tone::Warn, view! { <p>{words.risk}</p> }),
    };
    if needed > available {
        let short = AppError::NoCredit { needed, available }.words(text);
        let short = view! { <p>{short} " " <a href=CREDITS>{text.nav.credits}</a></p> };
        return view! { {risk} {notice(Tone::Bad, short)} {row(back(words.not))} }.into_any();
    }
    let number = message.line.number.to_string();
    let button = view! {
        <button class="btn btn-main" aria-busy=move || action.pending().get().then_some("true")>
            {words.send(again)}
        </button>
    };
    view! {
        {risk}
        <p>{(words.costs)(needed)} " " {(words.left)(available)}</p>
        <ActionForm action>
            <input type="hidden" name="number" value=number />
            {row(view! { {back(words.not)} {button} }.into_any())}
        </ActionForm>
    }
    .into_any()
}

fn row(content: AnyView) -> AnyView {
    view! { <div class="row">{content}</div> }.into_any()
}

fn back(words: &'static str) -> AnyView {
    view! { <a class="btn" href=HOME>{words}</a> }.into_any()
}
