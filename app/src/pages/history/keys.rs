//! The keys of the page: `/` searches, `j` and `k` go through the rows, Enter opens, `n` begins a communication, `?` says
//! all of it.

use domain::staff::Permission;
use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;

use super::SEND;
use super::tools::close_period;
use crate::components::icon::icon;
use crate::context::viewer_may;
use crate::text::use_text;

/// The id of the dialog.
const DIALOG: &str = "keys";
/// The keys, in the order of their words.
const KEYS: [&str; 7] = ["/", "j", "k", "Enter", "n", "?", "Esc"];

/// The dialog, and the button that opens it.
pub fn keys() -> AnyView {
    listen();
    let text = use_text();
    let words = &text.history;
    let key = |(key, says): (&'static str, &'static str)| {
        view! { <div><dt><kbd>{key}</kbd></dt><dd>{says}</dd></div> }.into_any()
    };
    let keys: Vec<AnyView> = KEYS.into_iter().zip(words.keys_say).map(key).collect();
    view! {
        <p class="keys-hint needs-script">
            <button class="linkish" type="button" on:click=|_| show()>{words.keys}</button>
            <kbd aria-hidden="true">"?"</kbd>
        </p>
        <dialog class="dialog" id=DIALOG aria-labelledby="keys-title">
            <div class="section-head">
                <h2 id="keys-title">{words.keys}</h2>
                <form method="dialog">
                    <button class="btn btn-bare btn-square" aria-label=text.common.close>{icon("close")}</button>
                </form>
            </div>
            <dl class="keys">{keys}</dl>
        </dialog>
    }
    .into_any()
}

fn show() {
    if let Some(dialog) = document().get_element_by_id(DIALOG).and_then(|dialog| dialog.dyn_into().ok()) {
        let dialog: web_sys::HtmlDialogElement = dialog;
        let _open_already = dialog.show_modal();
    }
}

/// Listens for as long as the page is there.
fn listen() {
    let may_send = viewer_may(Permission::SmsSend);
    let navigate = StoredValue::new(use_navigate());
    Effect::new(move || {
        let pressed = window_event_listener(ev::keydown, move |event| {
            let key = event.key();
            if key == "Escape" {
                close_period();
            }
            if is_for_another(&event) {
                return;
            }
            match key.as_str() {
                "/" => focus(found("[name=q]")),
                "j" => focus(next_row(web_sys::Element::next_element_sibling)),
                "k" => focus(next_row(web_sys::Element::previous_element_sibling)),
                "n" if may_send => navigate.with_value(|navigate| navigate(SEND, Default::default())),
                "?" => show(),
                _ => return,
            }
            event.prevent_default();
        });
        // The days close where a click is for something else, and where it has chosen.
        let clicked = window_event_listener(ev::click, move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            let is_in =
                |place: &str| target.as_ref().is_some_and(|target| target.closest(place).ok().flatten().is_some());
            if target.is_some() && (!is_in("#periode") || is_in("#periode a")) {
                close_period();
            }
        });
        on_cleanup(move || {
            pressed.remove();
            clicked.remove();
        });
    });
}

/// Whether a key is for a field, a dialog, or the browser.
fn is_for_another(event: &ev::KeyboardEvent) -> bool {
    let is_field = |target: web_sys::EventTarget| {
        target.has_type::<web_sys::HtmlInputElement>()
            || target.has_type::<web_sys::HtmlSelectElement>()
            || target.has_type::<web_sys::HtmlTextAreaElement>()
    };
    event.default_prevented()
        || event.ctrl_key()
        || event.meta_key()
        || event.alt_key()
        || event.target().is_some_and(is_field)
        || found("dialog[open]").is_some()
}

/// The link of the row beside the one that has the focus; of the first row, where none has it.
fn next_row(beside: fn(&web_sys::Element) -> Option<web_sys::Element>) -> Option<web_sys::Element> {
    let here = document().active_element().and_then(|here| here.closest("tbody tr").ok().flatten());
    let Some(here) = here else { return found("main tbody a") };
    // At an end it stays.
    beside(&here).and_then(|row| row.query_selector(".body a").ok().flatten())
}

fn found(selector: &str) -> Option<web_sys::Element> {
    document().query_selector(selector).ok().flatten()
}

fn focus(element: Option<web_sys::Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _it_is_there = element.focus();
    }
}
