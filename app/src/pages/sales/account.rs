//! The account of the pharmacy that made a request, and its correction. Credits only.

use domain::form::{Fault, Field as FormField};
use domain::id::TopUpRef;
use domain::sales::SalesPermission;
use domain::topup::Side;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::sales::{Account, CorrectEntry, account as read};
use crate::components::field::Field;
use crate::components::icon::icon_flip;
use crate::components::loaded::loaded;
use crate::components::notice::{Tone, failure, notice};
use crate::components::text_area::note_area;
use crate::context::use_viewer;
use crate::error::{AppError, Moved};
use crate::live::use_live;
use crate::pages::settings::credits::ledger_table;
use crate::routes;
use crate::text::credits::use_words;
use crate::text::use_text;

/// The account, below a request.
pub fn account(topup: TopUpRef) -> AnyView {
    let words = &use_words().sales;
    let live = use_live();
    let action = ServerAction::<CorrectEntry>::new();
    let of = topup.clone();
    let query = use_query_map();
    let before =
        Memo::new(move |_| query.with(|query| query.get_str("avant").and_then(|number| number.parse::<i64>().ok())));
    let entries = Resource::new(
        move || (of.clone(), before.get(), live.version(), action.version().get()),
        |(topup, before, ..)| read(topup, before),
    );
    let page = routes::topup(Side::Sales, &topup);
    let may = use_viewer().and_then(|viewer| viewer.sales).is_some_and(|sales| sales.has(SalesPermission::Activate));
    view! {
        <details class="card figures" open=before.get_untracked().is_some()>
            <summary>{words.account}</summary>
            <p class="hint">{words.account_says}</p>
            <h2 id="account" class="hide">{words.account}</h2>
            {loaded(entries, || ().into_any(), move |account| show(account, &page, before.get_untracked().is_some()))}
            {may.then(|| form(&topup, action))}
        </details>
    }
    .into_any()
}

fn show(account: Account, page: &str, is_older: bool) -> AnyView {
    let (text, words) = (use_text(), &use_words().credits);
    let newest = is_older.then(|| {
        let content = view! { {icon_flip("prev")}{words.newest} }.into_any();
        kept(page.to_owned(), content)
    });
    let older = account.older.map(|before| {
        let content = view! { {words.older}{icon_flip("next")} }.into_any();
        kept([page, "?avant=", &before.to_string()].concat(), content)
    });
    let pager = (newest.is_some() || older.is_some())
        .then(|| view! { <nav class="pager" aria-label=text.common.pages>{newest}{older}</nav> }.into_any());
    let left = (text.common.credits)(account.balance.available.0);
    view! {
        <p>{use_words().topups.available} " : " <strong>{left}</strong></p>
        {ledger_table(account.entries, "account", true)}
        {pager}
    }
    .into_any()
}

/// A link to another page of the entries, which leaves the rest of the page where it is.
fn kept(href: String, content: AnyView) -> AnyView {
    view! { <a class="btn" href=href data-noscroll="">{content}</a> }.into_any()
}

fn form(topup: &TopUpRef, action: ServerAction<CorrectEntry>) -> AnyView {
    let (text, words) = (use_text(), use_words());
    let refusal = move || action.value().get().and_then(Result::err);
    let wrong = Signal::derive(move || refusal().and_then(|error| error.field(FormField::Credits, text)));
    let no_entry = Signal::derive(move || {
        let error = refusal()?;
        let is_unknown = error.faults(FormField::Entry).contains(&Fault::OutOfRange);
        if is_unknown { Some(words.sales.no_entry.to_owned()) } else { error.field(FormField::Entry, text) }
    });
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
            <Field label=words.sales.entry name="form[number]" error=no_entry />
            <Field label=words.sales.correct_credits name="form[credits]" error=wrong />
            {note_area("correct-reason", "form[note]", words.topups.reason, words.topups.reason_hint, true)}
            <div class="form-foot"><button class="btn">{words.sales.correct}</button></div>
        </ActionForm>
    }
    .into_any()
}
