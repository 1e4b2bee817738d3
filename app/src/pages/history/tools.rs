//! The line above the list: the search and the filters, one plain form. With a script the list follows the keyboard and
//! each choice; without one, the button.

use domain::history::{Asked, Choices};
use gloo_timers::future::TimeoutFuture;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;

use super::filters::{PERIOD, SHEET, chips, controls, sheet};
use crate::address::written;
use crate::components::dynamic::{dynamic, on_change};
use crate::components::icon::icon;
use crate::components::search_box::search_box;
use crate::routes::HOME;
use crate::text::use_text;

/// How long the keyboard is still before the list follows, in milliseconds.
const STILL: u32 = 60;
/// The names of the form, in the order of an address. Each control but the search has its name as its id.
const NAMES: [&str; 9] = ["q", "du", "au", "statut", "gestionnaire", "objectif", "campagne", "client", "tri"];

/// The form.
pub fn tools(asked: Memo<Asked>, choices: Choices) -> AnyView {
    let text = use_text();
    let words = &text.history;
    let typed = RwSignal::new(asked.with_untracked(|asked| asked.query.search.clone()));
    let go = follow(asked, typed);
    let choices = StoredValue::new(choices);
    let chosen = move |event: ev::Event| {
        // Days are read when they are complete: with the button, or Enter.
        if event.target().is_some_and(|target| target.has_type::<web_sys::HtmlSelectElement>()) {
            go(false);
        }
    };
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        close_period();
        close_sheet();
        go(true);
    };
    view! {
        <form class="tools" role="search" action=HOME on:submit=submitted on:change=chosen>
            {search_box(text.common.search, words.search_hint, Some("/"), typed)}
            <button class="btn no-script" type="submit">{words.submit}</button>
            <button class="btn only-phone" type="button" popovertarget=SHEET>{icon("filter")}{words.filters}</button>
            {sheet(asked, choices.with_value(|choices| controls(asked, choices)))}
            {dynamic(move || asked.with(|asked| choices.with_value(|choices| chips(asked, choices))))}
        </form>
    }
    .into_any()
}

/// The place of the form, before it is known what there is to choose from.
pub fn tools_waiting() -> AnyView {
    view! { <div class="tools is-waiting" aria-hidden="true"><span class="skel"></span></div> }.into_any()
}

/// Keeps the address and the search together: the address follows the keyboard, in the entry of the browser's history that
/// is there; the search follows the address where somebody went to another one. What is returned goes where the form leads,
/// in the same entry or a new one.
fn follow(asked: Memo<Asked>, typed: RwSignal<String>) -> impl Fn(bool) + Copy + Send + Sync + 'static {
    // Whoever waits for the keyboard goes only if nothing was typed, and nobody went, meanwhile.
    let turn = StoredValue::new(0_u32);
    let stop = move || turn.update_value(|turn| *turn = turn.wrapping_add(1));
    // What the address was last given from here.
    let sent = StoredValue::new(typed.get_untracked());
    let navigate = StoredValue::new(use_navigate());
    let go = move |replace: bool| {
        stop();
        let search = typed.get_untracked().trim().to_owned();
        let client = asked.with_untracked(|asked| asked.query.filter.client.as_ref().map(ToString::to_string));
        sent.set_value(search.clone());
        let value = |name: &'static str| match name {
            "q" => search.clone(),
            "client" => client.clone().unwrap_or_default(),
            _ => control(name).unwrap_or_default(),
        };
        let address = written(HOME, NAMES.map(|name| (name, value(name))));
        let options = NavigateOptions { replace, scroll: false, ..NavigateOptions::default() };
        navigate.with_value(|navigate| navigate(&address, options));
    };
    on_change(
        move || typed.get(),
        move |search| {
            stop();
            if asked.with_untracked(|asked| asked.query.search != search.trim()) {
                let mine = turn.get_value();
                spawn_local(async move {
                    TimeoutFuture::new(STILL).await;
                    if turn.try_get_value() == Some(mine) {
                        go(true);
                    }
                });
            }
        },
    );
    on_change(
        move || asked.with(|asked| asked.query.search.clone()),
        move |search| {
            if sent.with_value(|sent| sent != search) {
                stop();
                sent.set_value(search.clone());
                typed.set(search.clone());
            }
        },
    );
    go
}

/// What a control of the form says.
fn control(name: &str) -> Option<String> {
    let control = document().get_element_by_id(name)?;
    let chosen = control.dyn_ref().map(web_sys::HtmlSelectElement::value);
    chosen.or_else(|| control.dyn_ref().map(web_sys::HtmlInputElement::value))
}

/// Closes the days that are open.
pub fn close_period() {
    if let Some(period) = document().get_element_by_id(PERIOD) {
        let _there_is_none = period.remove_attribute("open");
    }
}

fn close_sheet() {
    if let Some(sheet) = document().get_element_by_id(SHEET).and_then(|sheet| sheet.dyn_into().ok()) {
        let sheet: web_sys::HtmlElement = sheet;
        let _closed_already = sheet.hide_popover();
    }
}
