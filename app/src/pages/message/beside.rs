//! A message beside the list that it stands in: where there is room for both, with a script. Without one, and on a phone, the
//! row's link leads to the message's own page. What the panel shows is in `panel`, which the browser loads when it is first
//! opened.

use leptos::html::Dialog;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

use crate::chunks;
use crate::components::dynamic::dynamic;
use crate::components::icon::icon;
use crate::components::later::Part;
use crate::components::message_panel::message_waiting;
use crate::components::notice::failure;
use crate::error::AppError;
use crate::text::use_text;

/// The address of a message, before its number.
const MESSAGES: &str = "/communications/";
/// The width, in CSS pixels, under which a message is a page of its own.
const PHONE: f64 = 560.0;

/// The message that is open beside the list, and what its heading says.
#[derive(Clone, Copy)]
pub struct Opened {
    /// Its number.
    pub number: RwSignal<Option<i64>>,
    /// Its heading, once it is known.
    pub title: RwSignal<String>,
}

/// A list, and the panel in which its messages open.
pub fn beside(list: AnyView) -> AnyView {
    let opened = Opened { number: RwSignal::new(None), title: RwSignal::new(String::new()) };
    provide_context(opened);
    let content = Part::new(chunks::PANEL);
    let dialog = NodeRef::<Dialog>::new();
    let open = move |event: MouseEvent| {
        let Some(number) = asked_for(&event).filter(|_| has_room()) else { return };
        let Some(dialog) = dialog.get_untracked() else { return };
        if dialog.open() || dialog.show_modal().is_ok() {
            event.prevent_default();
            opened.title.set(String::new());
            opened.number.set(Some(number));
            content.load();
        }
    };
    // A click beside the panel is one on the dialog itself.
    let leave = move |event: MouseEvent| {
        if let Some(dialog) = dialog.get_untracked().filter(|dialog| is_target(&event, dialog)) {
            dialog.close();
        }
    };
    let title = move || opened.title.get().into_any();
    let close = use_text().common.close;
    view! {
        <div on:click=open>{list}</div>
        <dialog
            node_ref=dialog
            class="panel"
            aria-labelledby="message-title"
            on:click=leave
            on:close=move |_| opened.number.set(None)
        >
            <div class="panel-in">
                <div class="panel-head">
                    <h2 id="message-title"><bdi class="wraps">{dynamic(title)}</bdi></h2>
                    <form method="dialog">
                        <button class="btn btn-bare btn-square" aria-label=close>{icon("close")}</button>
                    </form>
                </div>
                <div class="panel-body">{dynamic(move || content.shown(message_waiting, || failure(&AppError::Offline)))}</div>
            </div>
        </dialog>
    }
    .into_any()
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
