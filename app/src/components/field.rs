//! One line of a form: label, hint, error, input.

use leptos::prelude::*;

use super::icon::icon;
use crate::text::use_text;

/// A labelled input. Its `id` is its name.
#[component]
pub fn Field(
    /// What it is.
    label: &'static str,
    /// Its name on the wire.
    name: &'static str,
    /// The type of the input.
    #[prop(default = "text")]
    kind: &'static str,
    /// What helps to fill it in.
    #[prop(optional)]
    hint: &'static str,
    /// What a browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// What is wrong with it.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    view! {
        <div class="field">
            {labelled(label, name, (kind == "password").then_some(shown))}
            {described(name, hint, error)}
            <input
                class="input"
                id=name
                name=name
                type=move || if shown.get() { "text" } else { kind }
                value=value
                autocomplete=autocomplete
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=move || describes(name, hint, error)
            />
        </div>
    }
    .into_any()
}

/// The label; that of a password has a button that shows what is typed.
fn labelled(label: &'static str, name: &'static str, shown: Option<RwSignal<bool>>) -> AnyView {
    let Some(shown) = shown else { return view! { <label for=name>{label}</label> }.into_any() };
    let text = &use_text().sign_in;
    view! {
        <div class="door-row">
            <label class="label" for=name>{label}</label>
            <button
                class="linkish small needs-script"
                type="button"
                aria-controls=name
                aria-pressed=move || if shown.get() { "true" } else { "false" }
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {move || if shown.get() { text.hide } else { text.show }}
            </button>
        </div>
    }
    .into_any()
}

/// The hint and the error of a field, for [`describes`] to name.
pub fn described(name: &'static str, hint: &'static str, error: Signal<Option<String>>) -> AnyView {
    let hint = (!hint.is_empty()).then(|| view! { <p class="hint" id=[name, "-hint"].concat()>{hint}</p> }.into_any());
    let wrong = move || {
        let words = error.get()?;
        Some(view! { <p class="error" id=[name, "-error"].concat()>{icon("bad")}{words}</p> }.into_any())
    };
    view! { {hint}{wrong} }.into_any()
}

/// What `aria-describedby` of a field's input says.
pub fn describes(name: &'static str, hint: &'static str, error: Signal<Option<String>>) -> Option<String> {
    match (hint.is_empty(), error.with(Option::is_some)) {
        (true, false) => None,
        (false, false) => Some([name, "-hint"].concat()),
        (true, true) => Some([name, "-error"].concat()),
        (false, true) => Some([name, "-hint ", name, "-error"].concat()),
    }
}
