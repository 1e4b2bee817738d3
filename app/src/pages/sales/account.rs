//! The account of the pharmacy that made a request, and its correction. Credits only.

use domain::form::Field as FormField;
use domain::id::TopUpRef;
use domain::sales::SalesPermission;
use leptos::prelude::*;

use crate::api::sales::{Account, CorrectEntry, account as read};
use crate::components::field::Field;
use crate::components::loaded::loaded;
use crate::components::notice::{Tone, failure, notice};
use crate::components::text_area::note_area;
use crate::context::use_viewer;
use crate::error::{AppError, Moved};
use crate::live::use_live;
use crate::pages::settings::credits::ledger_table;
use crate::text::credits::use_words;
use crate::text::use_text;

/// The account, below a request.
pub fn account(topup: TopUpRef) -> AnyView {
    let words = &use_words().sales;
    let live = use_live();
    let action = ServerAction::<CorrectEntry>::new();
    let of = topup.clone();
    let entries =
        Resource::new(move || (of.clone(), live.version(), action.version().get()), |(topup, ..)| read(topup));
    let may = use_viewer().and_then(|viewer| viewer.sales).is_some_and(|sales| sales.has(SalesPermission::Activate));
    view! {
        <details class="card figures">
            <summary>{words.account}</summary>
            <p class="hint">{words.account_says}</p>
            <h2 id="account" class="hide">{words.account}</h2>
            {loaded(entries, || ().into_any(), show)}
            {may.then(|| form(&topup, action))}
        </details>
    }
    .into_any()
}

fn show(account: Account) -> AnyView {
    let text = use_text();
    let left = (text.common.credits)(account.balance.available.0);
    view! {
        <p>{use_words().topups.available} " : " <strong>{left}</strong></p>
        {ledger_table(account.entries, "account", true)}
    }
    .into_any()
}

fn form(topup: &TopUpRef, action: ServerAction<CorrectEntry>) -> AnyView {
    let (text, words) = (use_text(), use_words());
    let refusal = move || action.value().get().and_then(Result::err);
    let wrong = Signal::derive(move || refusal().and_then(|error| error.field(FormField::Credits, text)));
    let refused = move || {
        let said = match refusal()? {
            AppError::Moved(Moved::Entry) => words.sales.not_correctable,
            AppError::NoCredit { .. } => words.sales.used_already,
            error => return Some(failure(&error)),
        };
        Some(notice(Tone::Bad, view! { <p>{said}</p> }))
    };
    let reference = topup.to_string();
    view! {
        <ActionForm action attr:class="form correct">
            <h3>{words.sales.correct}</h3>
            <p class="hint">{words.sales.correct_says}</p>
            {refused}
            <input type="hidden" name="form[topup]" value=reference />
            <Field label=words.sales.entry name="form[number]" error=Signal::stored(None::<String>) />
            <Field label=words.sales.correct_credits name="form[credits]" error=wrong />
            {note_area("correct-reason", "form[note]", words.topups.reason, words.topups.reason_hint, true)}
            <div class="form-foot"><button class="btn">{words.sales.correct}</button></div>
        </ActionForm>
    }
    .into_any()
}
