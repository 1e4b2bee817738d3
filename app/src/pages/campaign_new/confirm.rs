//! The last question before a send: to whom, how many, who is left out and why, and what it costs.

use domain::campaign::{Agreed, CANARY, Counted, Draft, LeftOut, Quote, TEST_ABOVE};
use domain::id::CampaignRef;
use domain::money::Money;
use domain::time::Stamp;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;

use super::quote_bar::refusal;
use super::seen::{Quoted, Seen};
use super::when::waits;
use crate::api::send::send;
use crate::components::dynamic::dynamic;
use crate::components::notice::failure;
use crate::error::AppError;
use crate::text::{number, trial, use_text, variants};

/// The id of the dialog.
pub const SEND_DIALOG: &str = "confirm";

/// Opens a dialog of the page.
pub fn open(id: &str) {
    if let Some(dialog) = found(id) {
        let _open_already = dialog.show_modal();
    }
}

/// Closes it.
pub fn close(id: &str) {
    if let Some(dialog) = found(id) {
        dialog.close();
    }
}

fn found(id: &str) -> Option<web_sys::HtmlDialogElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The dialog. What it shows is what it sends: while the quote is asked for again, nothing can be confirmed.
pub fn dialog(seen: Seen) -> AnyView {
    let text = use_text();
    let words = &text.send;
    let action =
        Action::new(|(draft, agreed, key): &(Draft, Agreed, String)| send(draft.clone(), *agreed, key.clone()));
    let canary = RwSignal::new(false);
    let navigate = use_navigate();
    Effect::new(move || match action.value().get() {
        Some(Ok(campaign)) => {
            let campaign: CampaignRef = campaign;
            seen.desk.keeper.end();
            close(SEND_DIALOG);
            navigate(&["/campagnes/", campaign.as_str()].concat(), Default::default());
        }
        // The new numbers are shown; nothing was sent.
        Some(Err(AppError::QuoteChanged | AppError::NoCredit { .. } | AppError::NobodyLeft | AppError::Invalid(_))) => {
            seen.desk.again.update(|again| *again = again.wrapping_add(1));
        }
        _ => {}
    });
    let confirm = move |_| {
        let Some(Ok(quoted)) = seen.quoted.get_untracked() else { return };
        let key = seen.desk.key.get_untracked();
        // A second click is the same send: it has the same key.
        if !action.pending().get_untracked() && untrack(|| refusal(seen)).is_none() {
            let agreed = Agreed { recipients: quoted.quote.recipients, credits: quoted.quote.credits };
            let canary = canary.get_untracked() && has_canary(&quoted.quote);
            action.dispatch((Draft { canary, ..quoted.draft() }, agreed, key));
        }
    };
    let ready = Memo::new(move |_| matches!(seen.quoted.get(), Some(Ok(_))) && refusal(seen).is_none());
    let shown = move || match seen.quoted.get() {
        Some(Ok(quoted)) => summary(&quoted),
        Some(Err(_)) => view! { <p>{refusal(seen)}</p> }.into_any(),
        None => view! { <p class="soft">{words.counting}</p> }.into_any(),
    };
    let refused = move || match action.value().get() {
        Some(Err(error)) => failure(&error),
        _ => ().into_any(),
    };
    let button = move || match seen.quoted.get() {
        Some(Ok(quoted)) if quoted.is_to_all() => (words.send_to_all)(quoted.quote.clients),
        Some(Ok(quoted)) => (words.send_to)(quoted.quote.clients),
        _ => words.send.to_owned(),
    };
    view! {
        <dialog class="dialog" id=SEND_DIALOG aria-labelledby="confirm-title">
            {dynamic(shown)}
            {dynamic(move || careful(seen, canary).into_any())}
            {dynamic(refused)}
            <div class="row">
                <button class="btn" type="button" on:click=move |_| close(SEND_DIALOG)>{words.back_to_list}</button>
                <button
                    class="btn btn-main"
                    type="button"
                    aria-disabled=move || (!ready.get()).then_some("true")
                    aria-busy=move || action.pending().get().then_some("true")
                    on:click=confirm
                >
                    <span>{button}</span>
                </button>
            </div>
        </dialog>
    }
    .into_any()
}

/// What a large send is better begun with: a test, or a few messages that leave alone.
fn careful(seen: Seen, canary: RwSignal<bool>) -> Option<AnyView> {
    let said = trial::words();
    let (is_large, has_canary) = seen.quoted.with(|quoted| {
        let quote = &quoted.as_ref()?.as_ref().ok()?.quote;
        Some((quote.recipients > TEST_ABOVE, has_canary(quote)))
    })?;
    let test = is_large.then(|| {
        let open = move |_| open(super::trial::TEST_DIALOG);
        view! { <p class="hint">{said.asked} " " <button class="linkish" type="button" on:click=open>{said.open}</button></p> }
            .into_any()
    });
    let choice = has_canary.then(|| {
        let box_ = view! {
            <input
                class="check"
                type="checkbox"
                prop:checked=move || canary.get()
                on:change=move |event| canary.set(event_target_checked(&event))
            />
        };
        canary_choice(box_.into_any())
    });
    Some(view! { {test} {choice} }.into_any())
}

/// Whether a send is larger than what would leave first.
pub fn has_canary(quote: &Quote) -> bool {
    quote.recipients > CANARY
}

/// *Canari*, with the box that chooses it.
pub fn canary_choice(check: AnyView) -> AnyView {
    let said = trial::words();
    view! {
        <label class="check-line canary">{check} <span>{(said.canary)(CANARY)} <small>{said.canary_says}</small></span></label>
    }
    .into_any()
}

fn summary(quoted: &Quoted) -> AnyView {
    let words = &use_text().send;
    let title = if quoted.is_to_all() { words.ask_all.to_owned() } else { (words.ask)(quoted.quote.clients) };
    view! {
        <h2 id="confirm-title">{title}</h2>
        {to_whom(quoted.is_to_all(), &quoted.quote)}
        {sum(quoted.is_to_all(), &quoted.quote)}
    }
    .into_any()
}

/// To whom, by name.
pub fn to_whom(to_all: bool, quote: &Quote) -> AnyView {
    let words = &use_text().send;
    let named = u32::try_from(quote.first_names.len()).unwrap_or(u32::MAX);
    let names = quote.first_names.iter().enumerate().map(|(place, name)| {
        let comma = if place > 0 { words.comma } else { "" };
        view! { {comma}<bdi>{name.clone()}</bdi> }
    });
    let others = quote.recipients.saturating_sub(named);
    view! {
        <p>
            {to_all.then_some(words.nobody_ticked_says)} " " {words.leaves_to} " " {names.collect_view()}
            {(others > 0).then(|| (words.and_others)(others))} "."
        </p>
    }
    .into_any()
}

/// What it costs, in figures: clients, those left out with the reason, SMS, credits.
pub fn sum(to_all: bool, quote: &Quote) -> AnyView {
    let text = use_text();
    let words = &text.send;
    let clients = if to_all { words.clients_of_list } else { words.clients_ticked };
    let out =
        |(reason, n): &(LeftOut, u32)| amount(&text.reasons.of_left_out(*reason), &["−", &number(*n)].concat(), "");
    let variant = |counted: &Counted| {
        let words = variants::words();
        amount(words.part(counted.variant), &(words.counted)(counted.recipients, counted.credits), "")
    };
    let after = i64::from(quote.available.0) - i64::from(quote.credits);
    let after = match u32::try_from(after) {
        Ok(after) => number(after),
        Err(_) => ["−", &number(u32::try_from(after.unsigned_abs()).unwrap_or(u32::MAX))].concat(),
    };
    view! {
        <dl class="sum">
            {amount(clients, &number(quote.clients), "")}
            {quote.left_out.iter().map(out).collect_view()}
            {amount(words.sms_to_send, &number(quote.recipients), "")}
            {quote.variants.iter().map(variant).collect_view()}
            {amount(words.credits_needed, &number(quote.credits), "")}
            {quote.price.map(price)}
            {amount(words.credits_after, &after, "sum-total")}
            {quote.over_at.as_ref().map(over)}
        </dl>
        {waits(quote)}
    }
    .into_any()
}

/// What the credits cost: about, for they may have been bought at different prices.
fn price(price: Money) -> AnyView {
    amount(crate::text::quote::words().price, &["≈ ", &price.screen()].concat(), "")
}

/// When it will be over.
fn over(at: &Stamp) -> AnyView {
    let said = crate::text::quote::words();
    amount(said.over, &(use_text().common.date_at)(&at.date, &at.time), "")
}

fn amount(what: &str, how_many: &str, class: &'static str) -> AnyView {
    view! { <div class=class><dt>{what.to_owned()}</dt><dd><bdi>{how_many.to_owned()}</bdi></dd></div> }.into_any()
}
