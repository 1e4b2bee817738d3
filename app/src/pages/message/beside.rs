//! A message beside the list that it stands in: where there is room for both, with a script. Without one, and on a phone, the
//! row's link leads to the message's own page.

use domain::history::Message;
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

use crate::api::history as api;
use crate::components::icon::icon;
use crate::components::message_panel::{message_panel, message_title, message_waiting};
use crate::components::notice::failure;
use crate::error::AppError;
use crate::live::use_live;
use crate::text::use_text;

/// The address of a message, before its number.
const MESSAGES: &str = "/communications/";
/// The width, in CSS pixels, under which a message is a page of its own.
const PHONE: f64 = 560.0;

/// A list, and the panel in which its messages open.
pub fn beside(list: AnyView) -> AnyView {
    let opened = Opened::new();
    let dialog = NodeRef::<Dialog>::new();
    let open = move |event: MouseEvent| {
        let Some(number) = asked_for(&event).filter(|_| has_room()) else { return };
        let Some(dialog) = dialog.get_untracked() else { return };
        if dialog.open() || dialog.show_modal().is_ok() {
            event.prevent_default();
            opened.open(number);
        }
    };
    // A click beside the panel is one on the dialog itself.
    let leave = move |event: MouseEvent| {
        if let Some(dialog) = dialog.get_untracked().filter(|dialog| is_target(&event, dialog)) {
            dialog.close();
        }
    };
    let title =
        move || opened.message.with(|message| message.as_ref().and_then(|m| m.as_ref().ok()).map(message_title));
    let shown = move || match opened.message.get() {
        None => message_waiting(),
        Some(Ok(message)) => message_panel(message),
        Some(Err(error)) => failure(&error),
    };
    let close = use_text().common.close;
    view! {
        <div on:undelegated:click=open>{list}</div>
        <dialog
            node_ref=dialog
            class="panel"
            aria-labelledby="message-title"
            on:click=leave
            on:close=move |_| opened.close()
        >
            <div class="panel-in">
                <div class="panel-head">
                    <h2 id="message-title"><bdi class="wraps">{title}</bdi></h2>
                    <form method="dialog">
                        <button class="btn btn-bare btn-square" aria-label=close>{icon("close")}</button>
                    </form>
                </div>
                <div class="panel-body">{move || opened.is_open().then(shown)}</div>
            </div>
        </dialog>
    }
    .into_any()
}

/// The message that is open, and what was read of it.
#[derive(Clone, Copy)]
struct Opened {
    number: RwSignal<Option<i64>>,
    message: RwSignal<Option<Result<Message, AppError>>>,
}

impl Opened {
    fn new() -> Self {
        let opened = Self { number: RwSignal::new(None), message: RwSignal::new(None) };
        let live = use_live();
        Effect::watch(move || live.version(), move |_, _, _| opened.read(), false);
        opened
    }

    fn is_open(self) -> bool {
        self.number.with(Option::is_some)
    }

    fn open(self, number: i64) {
        self.message.set(None);
        self.number.set(Some(number));
        self.read();
    }

    fn close(self) {
        self.number.set(None);
        self.message.set(None);
    }

    /// Reads it, and again whenever there are news. An answer that comes after another message was opened is not shown.
    fn read(self) {
        let Some(number) = self.number.get_untracked() else { return };
        spawn_local(async move {
            let answer = api::message(number).await;
            let is_meant = self.number.try_get_untracked() == Some(Some(number));
            // What is shown stays while the server cannot be reached.
            let is_new = move |known: &Option<Result<Message, AppError>>| match (known, &answer) {
                (Some(Ok(_)), Err(AppError::Offline)) => None,
                (Some(known), answer) if known == answer => None,
                _ => Some(answer.clone()),
            };
            if is_meant && let Some(Some(answer)) = self.message.try_with_untracked(is_new) {
                self.message.try_set(Some(answer));
            }
        });
    }
}

/// The message that a plain click on a row's link asks for.
fn asked_for(event: &MouseEvent) -> Option<i64> {
    let has_key = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    if has_key || event.button() != 0 || event.default_prevented() {
        return None;
    }
    let link = event.target()?.dyn_into::<Element>().ok()?.closest("a[href]").ok()??;
    number_in(&link.get_attribute("href")?)
}

/// The number in the address of a message; `None` for any other address.
fn number_in(address: &str) -> Option<i64> {
    let rest = address.strip_prefix(MESSAGES)?;
    rest.split_once('?').map_or(rest, |(number, _)| number).parse().ok()
}

fn has_room() -> bool {
    window().inner_width().ok().and_then(|width| width.as_f64()).is_some_and(|width| width >= PHONE)
}

fn is_target(event: &MouseEvent, element: &Element) -> bool {
    event.target().is_some_and(|target| target.dyn_ref::<Element>() == Some(element))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::number_in;

    #[rstest]
    #[case("/communications/12", Some(12))]
    #[case("/communications/12?q=a&page=suite-3", Some(12))]
    #[case("/communications/12/renvoyer", None)]
    #[case("/communications/nouvelle", None)]
    #[case("/campagnes/cmp_0123456789ab", None)]
    fn only_the_address_of_a_message_opens_beside(#[case] address: &str, #[case] number: Option<i64>) {
        assert_eq!(number_in(address), number);
    }
}
