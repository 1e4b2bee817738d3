//! The last page before a send with JavaScript off: the same question as the dialog, and the one form that sends. *All of
//! the list* comes here by its own button only.

use domain::campaign::{Audience, Draft, Quote};
use domain::client::Only;
use domain::form::{Fault, Field};
use domain::health::{named, neutral};
use domain::staff::Permission;
use domain::template::{Class, Variant};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use super::choices::{Choices, chosen};
use super::confirm::{canary_choice, has_canary, sum, to_whom};
use super::quote_bar::{more_credits, refused};
use crate::api::send::{SendForm, To, quote, refused as refused_before, start};
use crate::components::care::health as about_health;
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::components::notice::{Tone, failure, notice};
use crate::context::viewer_may;
use crate::error::AppError;
use crate::text::{care, use_text};

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
}

/// The question, or what the form itself lacks.
type Asked = Result<Question, (Field, Fault)>;

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
        Err((field, fault)) => unready(field, fault, &back),
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
    let Ok(filter) = choices.filter() else { return Ok(Err((Field::Amount, Fault::Unreadable))) };
    let at = match choices.at() {
        Ok(at) => at,
        Err(fault) => return Ok(Err((Field::Time, fault))),
    };
    let start = start().await?;
    let template = chosen(&start.templates, choices.objective, choices.template.as_ref()).ok_or(AppError::NotFound)?;
    let Some(mut draft) = choices.draft(&template, filter, at) else {
        return Ok(Err((Field::Recipients, Fault::Required)));
    };
    let quote = match quote(draft.clone()).await {
        Ok(quote) => quote,
        Err(error) => {
            let at = [Field::Time, Field::Text, Field::TextArabic];
            let fault = at.into_iter().find_map(|field| Some((field, *error.faults(field).first()?)));
            return Ok(Err(fault.ok_or(error)?));
        }
    };
    if let Audience::All { shown, .. } = &mut draft.audience {
        *shown = quote.clients;
    }
    let texts = draft.text.only_here.iter();
    let texts = texts.flat_map(|texts| texts.variants().map(|variant| texts.of(variant)));
    let health = texts.flat_map(|text| named(text, &start.health)).collect();
    Ok(Ok(Question { draft, quote, key: start.key, health }))
}

/// Nobody is ticked, the smallest balance cannot be read, or the time is none.
fn unready(field: Field, fault: Fault, back: &str) -> AnyView {
    let text = use_text();
    let said = match (field, fault) {
        (Field::Time, Fault::Required | Fault::Unreadable) => text.when.missing.to_owned(),
        _ => care::words().lack(fault).map_or_else(|| text.errors.fault(field, fault), str::to_owned),
    };
    view! {
        {notice(Tone::Bad, view! { <p>{said} " " {text.send.nothing_sent}</p> })}
        <div class="row"><a class="btn" href=back.to_owned()>{text.send.back_to_list}</a></div>
    }
    .into_any()
}

fn form(Question { draft, quote, key, health }: Question, back: &str, here: &str) -> AnyView {
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
        {sum(to_all, &quote)}
        {about_health(&health, neutral(draft.objective, Class::usual(draft.objective), Variant::Default), None)}
        {send}
        <p><a href=back.to_owned()>{words.back_to_list}</a></p>
    }
    .into_any()
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
