//! The bar along the bottom edge: what the send costs, and the buttons. With nobody ticked it says in words and numbers
//! that the SMS goes to all of the list.

use domain::campaign::Quote;
use domain::form::Field;
use domain::staff::Permission;
use domain::template::Texts;
use leptos::prelude::*;

use super::confirm::SEND_DIALOG;
use super::seen::{Quoted, Seen};
use super::when::leaves;
use super::{check, steps, trial};
use crate::components::dynamic::dynamic;
use crate::components::icon::drawn;
use crate::components::text_area::faults;
use crate::context::viewer_may;
use crate::error::AppError;
use crate::routes::CREDITS;
use crate::text::{care, choice, delivery, use_text};

/// Lines of figures that there is room for until they come.
const WAITING: usize = 6;

/// The step *Envoi*: what it costs, in figures.
pub fn costs(seen: Seen) -> AnyView {
    let shown = move || match seen.quoted.get() {
        Some(Ok(quoted)) => super::confirm::sum(quoted.is_to_all(), &quoted.quote),
        Some(Err(_)) => ().into_any(),
        // As high as most are: what is filled in moves nothing.
        None => {
            let line = || view! { <div><dt class="skel skel-40"></dt><dd class="skel skel-25"></dd></div> };
            let lines = (0..WAITING).map(|_| line()).collect_view();
            view! { <p class="hint needs-script"><span class="skel skel-60"></span></p><dl class="sum sum-waits needs-script" aria-hidden="true">{lines}</dl> }
                .into_any()
        }
    };
    dynamic(shown)
}

/// The bar.
pub fn bar(seen: Seen) -> AnyView {
    let text = use_text();
    let words = &text.send;
    let ticked = Memo::new(move |_| seen.desk.ticked.with(std::collections::BTreeMap::len));
    let some = move || if ticked.get() > 0 { said(seen) } else { words.some_ticked.into_any() };
    let none = move || if ticked.get() == 0 { said(seen) } else { ().into_any() };
    let count = move || u32::try_from(ticked.get()).unwrap_or(u32::MAX);
    let all = move || seen.lines.with(|lines| lines.total);
    let refused = Memo::new(move |_| refusal(seen).is_some());
    let open = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        if !refused.get_untracked() {
            super::confirm::open(SEND_DIALOG);
        }
    };
    // With JavaScript off nothing would ever enable it again.
    let answers = RwSignal::new(false);
    Effect::new(move || answers.set(true));
    let aria_disabled = move || (answers.get() && refused.get()).then_some("true");
    let check = check::PATH;
    let all_button = viewer_may(Permission::SmsSendAll).then(|| {
        view! {
            <button
                class="btn btn-main at-end quote-none"
                type="submit"
                name="tous"
                value="1"
                formaction=check
                aria-disabled=aria_disabled
                on:click=open
            >
                {drawn("icon icon-flip not-phone", "send")}
                <span>{move || (words.send_to_all)(all())}</span>
            </button>
        }
        .into_any()
    });
    view! {
        <div class="quote">
            <p class="quote-words" role="status">
                <span class="quote-some">{dynamic(some)}</span>
                <span class="quote-none">{dynamic(none)}</span>
            </p>
            <div class="row">
                <input type="hidden" name="nombre" value=move || all().to_string() />
                <button class="btn preview-open" type="button" popovertarget="preview">{words.preview}</button>
                {trial::button("not-phone")}
                <button
                    class="btn btn-main phone-only"
                    type="button"
                    on:click=move |_| steps::go_on(seen.desk)
                >
                    {words.step_on}
                </button>
                <button
                    class="btn btn-main at-end quote-some"
                    type="submit"
                    formaction=check
                    aria-disabled=aria_disabled
                    on:click=open
                >
                    {drawn("icon icon-flip not-phone", "send")}
                    <span class="no-script">{words.send}</span>
                    <span class="needs-script">{move || (words.send_to)(count())}</span>
                </button>
                {all_button}
            </div>
        </div>
    }
    .into_any()
}

/// What stands in the bar: the price, or why nothing can be sent.
fn said(seen: Seen) -> AnyView {
    let text = use_text();
    let words = &text.send;
    if let Some(reason) = refusal(seen) {
        let more =
            seen.quoted.with(|quoted| quoted.as_ref()?.as_ref().ok().and_then(|quoted| more_credits(&quoted.quote)));
        return view! { <strong>{reason}</strong> " " {more} }.into_any();
    }
    match seen.quoted.get() {
        Some(Ok(quoted)) => price(&quoted),
        // The numbers are of another choice: better none than those.
        _ if seen.desk.ticked.with(std::collections::BTreeMap::is_empty) => {
            let total = seen.lines.with(|lines| lines.total);
            view! {
                <strong>{words.nobody_ticked}</strong> " " {(words.goes_to_all)(total)} " "
                <span class="skel quote-waits needs-script"></span>
            }
            .into_any()
        }
        _ => view! { <span class="soft">{words.counting}</span> }.into_any(),
    }
}

fn price(quoted: &Quoted) -> AnyView {
    let words = &use_text().send;
    let Quote { clients, recipients, credits, available, .. } = quoted.quote;
    let left = available.0.saturating_sub(credits);
    let when = leaves(&quoted.quote).map(|leaves| view! { " " <span>{leaves} "."</span> }.into_any());
    if quoted.is_to_all() {
        view! {
            <strong>{words.nobody_ticked}</strong> " " {(words.goes_to_all)(clients)} " "
            <span class="nowrap">{(words.price_of_all)(credits, recipients)}</span> {when}
        }
        .into_any()
    } else {
        view! {
            <strong>{(words.price)(clients, recipients, credits)}</strong> " "
            <span class="soft">{(words.left_after)(left)}</span> {when}
        }
        .into_any()
    }
}

/// Why what is chosen now cannot be sent; `None` while it can, or while that is not known yet.
pub fn refusal(seen: Seen) -> Option<String> {
    let text = use_text();
    let words = &text.send;
    if seen.gone.with(Option::is_some) {
        return Some(choice::words().another.to_owned());
    }
    if seen.desk.edited.with(Option::is_some) {
        return Some(words.still_editing.to_owned());
    }
    let to_all = seen.desk.ticked.with(std::collections::BTreeMap::is_empty);
    if seen.desk.at().is_err() {
        return Some(delivery::when().missing.to_owned());
    }
    if to_all && super::choices::least(&seen.desk.amount.get()).is_err() {
        return Some(text.errors.amount_unreadable.to_owned());
    }
    if to_all && !viewer_may(Permission::SmsSendAll) {
        return Some(words.may_not_all.to_owned());
    }
    let is_bad = |texts: &Texts| texts.variants().any(|variant| !faults(texts.of(variant)).is_empty());
    if seen.texts.with(|texts| !texts.text.is_empty() && is_bad(texts)) {
        return Some(words.text_bad.to_owned());
    }
    if let Some(lack) = seen.lacks().first().and_then(|fault| care::words().lack(*fault)) {
        return Some(lack.to_owned());
    }
    match seen.quoted.get()? {
        Ok(quoted) => refused(&quoted.quote),
        Err(error) => Some(error.field(Field::Time, text).unwrap_or_else(|| error.words(text))),
    }
}

/// The way to more credits, beside the refusal of a send for want of them (the specification, section 2).
pub fn more_credits(quote: &Quote) -> Option<AnyView> {
    let is_short = quote.credits > quote.available.0;
    is_short.then(|| view! { <a href=CREDITS>{use_text().nav.credits}</a> }.into_any())
}

/// Why a send with this quote is refused.
pub fn refused(quote: &Quote) -> Option<String> {
    let text = use_text();
    if quote.recipients == 0 {
        return Some(AppError::NobodyLeft.words(text));
    }
    let (needed, available) = (quote.credits, quote.available.0);
    (needed > available).then(|| AppError::NoCredit { needed, available }.words(text))
}
