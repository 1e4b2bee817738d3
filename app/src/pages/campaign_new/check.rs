//! The last page before a send with JavaScript off: the same question as the dialog, and the one form that sends. *All of
//! the list* comes here by its own button only.

use domain::campaign::{Audience, Draft, PreviewOrder, Quote};
use domain::client::{Line, Only};
use domain::form::{Fault, Field};
use domain::health::{named, neutral};
use domain::id::ClientRef;
use domain::staff::Permission;
use domain::template::{Class, Texts, Variant};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use super::choices::{Choices, Chosen, chosen};
use super::confirm::{canary_choice, has_canary, sum, to_whom};
use super::quote_bar::{more_credits, refused};
use crate::api::send::{SendForm, To, preview, quote, refused as refused_before, start};
use crate::components::care::health as about_health;
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::components::notice::{Tone, failure, notice};
use crate::components::phone_preview::{bubble, phone_preview, rendered};
use crate::context::{use_viewer, viewer_may};
use crate::error::AppError;
use crate::text::{care, choice, delivery, use_text};

/// The address of the page.
pub const PATH: &str = "/communications/nouvelle/verifier";

/// What is to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Question {
    draft: Draft,
    quote: Quote,
    key: String,
    /// Words about health in a text that is for this send only.
    health: Vec<String>,
    /// What will be read, and by whom: one client for each text; nobody where the first of them are far down the list.
    reads: Vec<(String, Option<Line>)>,
}

/// The question, or what is to be put right first.
type Asked = Result<Question, Unready>;

/// What is to be put right first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Unready {
    /// The form lacks something.
    Fault(Field, Fault),
    /// The template is offered no more; its name, where that is known.
    Gone(String),
    /// The template has another version than the one that was read.
    Stale,
}

/// The page.
pub fn page() -> AnyView {
    let text = use_text();
    let query = use_query_map();
    let choices = Choices::of(&query.get_untracked());
    let before = query.with_untracked(|query| query.get("refus")).and_then(|code| refused_before(&code));
    let back = choices.clone().without_all().to(super::PATH);
    let here = choices.to(PATH);
    let question = Resource::new(move || choices.clone(), ask);
    let show = move |asked: Asked| match asked {
        Ok(question) => form(question, &back, &here),
        Err(unready) => not_yet(&unready, &back),
    };
    view! {
        {page_title(text.send.check)}
        <main class="page" id="main">
            <div class="page-head"><h1>{text.send.check}</h1></div>
            <div class="verify">
                {before.map(|refusal| failure(&refusal))}
                {loaded(question, || ().into_any(), show)}
            </div>
        </main>
    }
    .into_any()
}

/// Asks for the price. What the form itself lacks is a fault, not an error: the page says it and leads back.
async fn ask(choices: Choices) -> Result<Asked, AppError> {
    let Ok(filter) = choices.filter() else { return Ok(Err(Unready::Fault(Field::Amount, Fault::Unreadable))) };
    let at = match choices.at() {
        Ok(at) => at,
        Err(fault) => return Ok(Err(Unready::Fault(Field::Time, fault))),
    };
    let start = start().await?;
    let template = match chosen(&start.templates, choices.objective, choices.template.as_ref()) {
        Chosen::InUse(template) => template,
        Chosen::Gone(gone) => {
            let name = start.archived.into_iter().find(|(template, _)| *template == gone).map(|(_, name)| name);
            return Ok(Err(Unready::Gone(name.unwrap_or_default())));
        }
        Chosen::None => return Err(AppError::NotFound),
    };
    if !choices.have_read(&template) {
        return Ok(Err(Unready::Stale));
    }
    let Some(mut draft) = choices.draft(&template, filter, at) else {
        return Ok(Err(Unready::Fault(Field::Recipients, Fault::Required)));
    };
    let quote = match quote(draft.clone()).await {
        Ok(quote) => quote,
        Err(error) => {
            let at = [Field::Time, Field::Text, Field::TextArabic];
            let fault = at.into_iter().find_map(|field| Some(Unready::Fault(field, *error.faults(field).first()?)));
            return Ok(Err(fault.ok_or(error)?));
        }
    };
    if let Audience::All { shown, .. } = &mut draft.audience {
        *shown = quote.clients;
    }
    let texts = draft.text.only_here.iter();
    let texts = texts.flat_map(|texts| texts.variants().map(|variant| texts.of(variant)));
    let health = texts.flat_map(|text| named(text, &start.health)).collect();
    let lines = preview(draft.clone(), PreviewOrder::List).await?;
    let texts = draft.text.only_here.clone().unwrap_or(template.texts);
    let reads = readers(&texts, &quote, choices.shown.as_ref(), &lines);
    Ok(Ok(Question { draft, quote, key: start.key, health, reads }))
}

/// Each text that goes to somebody, with a client who reads it: the one of the preview, where that client is among them.
fn readers(texts: &Texts, quote: &Quote, shown: Option<&ClientRef>, lines: &[Line]) -> Vec<(String, Option<Line>)> {
    let reader = |variant| {
        let mut of = lines.iter().filter(|line| texts.variant_for(line.language) == variant);
        let of_preview = of.clone().find(|line| Some(&line.client) == shown);
        of_preview.or_else(|| of.next()).cloned()
    };
    let goes = |variant: &Variant| {
        quote.variants.iter().any(|counted| counted.variant == *variant && counted.recipients > 0)
            || reader(*variant).is_some()
    };
    texts.variants().filter(goes).map(|variant| (texts.of(variant).to_owned(), reader(variant))).collect()
}

/// What is to be put right, and the way back to it.
fn not_yet(unready: &Unready, back: &str) -> AnyView {
    let text = use_text();
    let said = match unready {
        Unready::Fault(Field::Time, Fault::Required | Fault::Unreadable) => delivery::when().missing.to_owned(),
        Unready::Fault(field, fault) => {
            care::words().lack(*fault).map_or_else(|| text.errors.fault(*field, *fault), str::to_owned)
        }
        Unready::Gone(name) => choice::words().says(name),
        Unready::Stale => choice::words().stale.to_owned(),
    };
    view! {
        {notice(Tone::Bad, view! { <p>{said} " " {text.send.nothing_sent}</p> })}
        <div class="row"><a class="btn" href=back.to_owned()>{text.send.back_to_list}</a></div>
    }
    .into_any()
}

fn form(Question { draft, quote, key, health, reads }: Question, back: &str, here: &str) -> AnyView {
    let text = use_text();
    let words = &text.send;
    let to_all = matches!(draft.audience, Audience::All { .. });
    let denied = (to_all && !viewer_may(Permission::SmsSendAll)).then(|| words.may_not_all.to_owned());
    let refusal = denied.or_else(|| refused(&quote));
    let (title, button) = if to_all {
        (words.ask_all.to_owned(), (words.send_to_all)(quote.clients))
    } else {
        ((words.ask)(quote.clients), (words.send_to)(quote.clients))
    };
    let canary = has_canary(&quote).then(|| {
        canary_choice(view! { <input class="check" type="checkbox" name="form[canary]" value="true" /> }.into_any())
    });
    let send = match &refusal {
        Some(reason) => notice(Tone::Bad, view! { <p>{reason.clone()} " " {more_credits(&quote)}</p> }),
        None => view! {
            <form method="post" action=SendForm::url()>
                {fields(&draft, &quote, key, here)}
                {canary}
                <div class="row"><button class="btn btn-main" type="submit">{button}</button></div>
            </form>
        }
        .into_any(),
    };
    view! {
        <h2>{title}</h2>
        {to_whom(to_all, &quote)}
        {reads.iter().map(|(text, line)| read(text, line.as_ref())).collect_view()}
        {sum(to_all, &quote)}
        {about_health(&health, neutral(draft.objective, Class::usual(draft.objective), Variant::Default), None)}
        {send}
        <p><a href=back.to_owned()>{words.back_to_list}</a></p>
    }
    .into_any()
}

/// What a client will read, on the phone.
fn read(text: &str, line: Option<&Line>) -> AnyView {
    let viewer = use_viewer();
    let who =
        line.map(|line| view! { <p class="hint"><bdi>{(choice::words().reads)(&line.name())}</bdi></p> }.into_any());
    let body = bubble(&rendered(text, line, viewer.as_ref()), text);
    let sender = viewer.map(|viewer| viewer.sender).unwrap_or_default();
    view! { {who} {phone_preview(&sender, body)} }.into_any()
}

/// The send as the page shows it, field by field.
fn fields(draft: &Draft, quote: &Quote, key: String, here: &str) -> AnyView {
    let hidden = |name: &'static str, value: String| view! { <input type="hidden" name=name value=value /> }.into_any();
    let (ids, to) = match &draft.audience {
        Audience::Ticked(clients) => {
            (clients.iter().map(|client| hidden("form[ids][]", client.to_string())).collect(), To::Ticked)
        }
        Audience::All { .. } => (vec![], To::All),
    };
    let (search, least, only) = match &draft.audience {
        Audience::All { filter, .. } => (filter.search.clone(), filter.owes_at_least, filter.only),
        Audience::Ticked(_) => (String::new(), None, Only::default()),
    };
    view! {
        {hidden("form[objective]", draft.objective.slug().to_owned())}
        {hidden("form[template]", draft.text.template.to_string())}
        {hidden("form[version]", draft.text.version.to_string())}
        {draft.text.only_here.clone().map(|texts| {
            let arabic = texts.arabic.map(|arabic| hidden("form[only_here_ar]", arabic));
            view! { {hidden("form[only_here]", texts.text)} {arabic} }
        })}
        {hidden("form[audience]", to.word().to_owned())}
        {ids}
        {hidden("form[search]", search)}
        {least.map(|least| hidden("form[least]", least.centimes().to_string()))}
        {only.language.map(|language| hidden("form[only][language]", language.tag().to_owned()))}
        {only.unpaid_days.map(|days| hidden("form[only][unpaid_days]", days.to_string()))}
        {only.unreminded_days.map(|days| hidden("form[only][unreminded_days]", days.to_string()))}
        {only.consent.map(|consent| hidden("form[only][consent]", consent.to_string()))}
        {draft.at.map(|at| hidden("form[at]", at.to_form()))}
        {hidden("form[shown]", quote.clients.to_string())}
        {hidden("form[recipients]", quote.recipients.to_string())}
        {hidden("form[credits]", quote.credits.to_string())}
        {hidden("form[key]", key)}
        {hidden("form[query]", here.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default())}
    }
    .into_any()
}
