//! Where people type what they look for.

use domain::client::MAX_SEARCH;
use leptos::prelude::*;

use super::icon::icon;

/// A search of a form, by the name `q`; with a script it follows and writes a signal.
pub fn search_box(label: &'static str, hint: &'static str, typed: RwSignal<String>) -> AnyView {
    view! {
        <div class="search">
            {icon("search")}
            <input
                class="input"
                type="search"
                name="q"
                aria-label=label
                placeholder=hint
                maxlength=MAX_SEARCH.to_string()
                value=typed.get_untracked()
                prop:value=move || typed.get()
                on:input=move |event| typed.set(event_target_value(&event))
            />
        </div>
    }
    .into_any()
}
