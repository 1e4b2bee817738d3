//! *Aperçu*: the message as the phone of one client shows it, and what it costs. The same code as bills.

use domain::campaign::PreviewOrder;
use domain::sms;
use domain::template::Variant;
use leptos::prelude::*;

use super::desk::Desk;
use super::seen::Seen;
use super::trial;
use crate::components::dynamic::dynamic;
use crate::components::icon::{icon, icon_flip};
use crate::components::phone_preview::{Rendered, bubble, phone_preview};
use crate::components::remedy::{Written, remedy};
use crate::components::segment_meter::segment_meter;
use crate::context::use_viewer;
use crate::text::{number, placeholder_written, remedy as words, use_text, variants};

/// The preview; on a phone a sheet that the bar opens.
pub fn preview(seen: Seen) -> AnyView {
    let text = use_text();
    let sender = use_viewer().map(|viewer| viewer.sender).unwrap_or_default();
    let body = move || seen.rendered.with(|rendered| seen.text.with(|text| bubble(rendered, text)));
    view! {
        <aside class="preview" id="preview" popover aria-labelledby="preview-title">
            <div class="preview-head">
                <h2 id="preview-title">{text.send.preview}</h2>
                {who(seen)}
                <button
                    class="btn btn-bare btn-square preview-close"
                    type="button"
                    popovertarget="preview"
                    popovertargetaction="hide"
                    aria-label=text.common.close
                >
                    {icon("close")}
                </button>
            </div>
            {order(seen.desk)}
            {dynamic(move || which(seen).into_any())}
            {phone_preview(&sender, body.into_any())}
            <div class="verdict" role="status">{dynamic(move || verdict(seen, seen.rendered.get()))}</div>
            {trial::button("phone-only")}
        </aside>
    }
    .into_any()
}

/// In which order the preview steps.
fn order(desk: Desk) -> AnyView {
    let said = words::words();
    Effect::new(move || desk.look_ahead());
    let option = |order: PreviewOrder| {
        view! { <option value=order.word() prop:selected=move || desk.order.get() == order>{said.order(order)}</option> }
    };
    let choose = move |event| desk.order.set(PreviewOrder::from_word(&event_target_value(&event)).unwrap_or_default());
    view! {
        <select class="input needs-script preview-order" aria-label=said.order on:change=choose>
            {PreviewOrder::ALL.map(option).collect_view()}
        </select>
    }
    .into_any()
}

/// Which of the texts it is, where there is more than one.
fn which(seen: Seen) -> Option<AnyView> {
    let there = seen.texts.with(|texts| texts.arabic.is_some()) || seen.variant.get() == Variant::Arabic;
    let name = variants::words().name(seen.variant.get());
    there.then(|| view! { <p class="hint">{name}</p> }.into_any())
}

/// What the text costs for this client, or why this client gets nothing.
fn verdict(seen: Seen, rendered: Rendered) -> AnyView {
    let text = use_text();
    match rendered {
        Rendered::Text(body) => {
            let parts = sms::parts(&body);
            view! { {segment_meter(&parts)} {remedy(written(seen), &body, &parts)} }.into_any()
        }
        Rendered::Missing(placeholder) => {
            let said = (text.send.left_out_for)(placeholder_written(placeholder));
            view! { <p class="dear">{said}</p> }.into_any()
        }
        Rendered::Raw => view! { <p class="hint">{text.send.no_preview}</p> }.into_any(),
    }
}

/// The text in force, and what may be put in its place.
fn written(seen: Seen) -> Written {
    let saves = Signal::derive(move || {
        // The quote is of the text before it was edited.
        if !seen.is_quoted_text() {
            return None;
        }
        seen.quoted.with(|quoted| {
            let quote = &quoted.as_ref()?.as_ref().ok()?.quote;
            quote.saves.iter().find(|(variant, _)| *variant == seen.variant.get()).map(|(_, credits)| *credits)
        })
    });
    Written { source: seen.text.into(), saves, replace: Callback::new(move |text| seen.replace(text)) }
}

/// Whose message it is, with the way to the one before and the next.
fn who(seen: Seen) -> AnyView {
    let words = &use_text().send;
    let place = Memo::new(move |_| {
        let line = seen.line.get()?;
        seen.candidates.with(|lines| lines.iter().position(|other| other.client == line.client))
    });
    let at = move || {
        let (place, of) = (place.get()?, seen.steps.get());
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Some((words.place_of)(&number(count(place + 1)), &number(count(of))))
    };
    view! {
        <input type="hidden" name="apercu" value=move || seen.line.get().map(|line| line.client.to_string()) />
        <div class="preview-who" hidden=move || seen.line.with(Option::is_none)>
            {turn(seen, place, false)}
            <span>
                <bdi>{move || seen.line.get().map(|line| line.name())}</bdi>
                <small>{at}</small>
            </span>
            {turn(seen, place, true)}
        </div>
    }
    .into_any()
}

fn turn(seen: Seen, place: Memo<Option<usize>>, forward: bool) -> AnyView {
    let words = &use_text().send;
    let (name, picture) = if forward { (words.next, "next") } else { (words.previous, "prev") };
    let target = move || {
        let place = place.get()?;
        seen.candidates.with(|lines| {
            let last = lines.len().checked_sub(1)?;
            let to = match (forward, place) {
                (true, place) if place >= last => 0,
                (true, place) => place + 1,
                (false, 0) => last,
                (false, place) => place - 1,
            };
            lines.get(to).map(|line| line.client.clone())
        })
    };
    let go = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        let known = seen.candidates.with_untracked(Vec::len);
        if known < seen.steps.get_untracked() {
            let place = place.get_untracked().unwrap_or_default();
            if forward && place + 1 >= known {
                return seen.step_beyond();
            }
        }
        if let Some(client) = untrack(target) {
            seen.desk.shown.set(Some(client));
        }
    };
    view! {
        <button
            class="btn btn-bare btn-square"
            type="submit"
            name="apercu"
            value=move || target().map(|client| client.to_string())
            aria-label=name
            on:click=go
        >
            {icon_flip(picture)}
        </button>
    }
    .into_any()
}
