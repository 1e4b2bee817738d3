//! Where people type what they look for.

use domain::client::MAX_SEARCH;
use leptos::prelude::*;

use super::icon::icon;

/// A search of a form, by the name `q`; with a script it follows and writes a signal. `key` is the key that leads to it,
/// where there is one.
pub fn search_box(
    label: &'static str,
    hint: &'static str,
    key: Option<&'static str>,
    typed: RwSignal<String>,
) -> AnyView {
    view! {
        <div class="search">
            {icon("search")}
            <input
                class="input"
                type="search"
                name="q"
                aria-label=label
                aria-keyshortcuts=key
                placeholder=hint
                maxlength=MAX_SEARCH.to_string()
                value=typed.get_untracked()
                prop:value=move || typed.get()
                on:input=move |event| typed.set(event_target_value(&event))
            />
            {key.map(|key| view! { <kbd class="needs-script" aria-hidden="true">{key}</kbd> }.into_any())}
        </div>
    }
    .into_any()
}
