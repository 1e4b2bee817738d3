//! What a template is for, and what kind of SMS it is.

use domain::campaign::Objective;
use domain::template::Class;
use leptos::prelude::*;

use crate::text::{library, use_text};

/// What was chosen.
#[derive(Clone, Copy)]
pub struct Kind {
    /// What for.
    pub objective: RwSignal<Objective>,
    /// What kind of SMS.
    pub class: RwSignal<Class>,
    /// Whether the objective is still to be chosen: that is done once.
    is_new: bool,
    /// Whether somebody chose the class: until then it follows the objective.
    is_chosen: RwSignal<bool>,
}

impl Kind {
    /// What is chosen at first.
    pub fn new(objective: Objective, class: Class, is_new: bool) -> Self {
        let is_chosen = RwSignal::new(!is_new);
        Self { objective: RwSignal::new(objective), class: RwSignal::new(class), is_new, is_chosen }
    }
}

/// Both choices.
pub fn kind(kind: Kind) -> AnyView {
    view! { {objective(kind)} {class(kind)} }.into_any()
}

/// A field that is not shown.
pub fn hidden(name: &'static str, value: String) -> AnyView {
    view! { <input type="hidden" name=name value=value /> }.into_any()
}

fn objective(kind: Kind) -> AnyView {
    let text = use_text();
    let words = &text.templates;
    let now = kind.objective.get_untracked();
    if !kind.is_new {
        return view! {
            <p><span class="label">{words.objective}</span> " : " {text.common.objective(now)}</p>
            {hidden("form[objective]", now.slug().to_owned())}
        }
        .into_any();
    }
    let choose = move |objective| {
        kind.objective.set(objective);
        if !kind.is_chosen.get_untracked() {
            kind.class.set(Class::usual(objective));
        }
    };
    let choice = |objective: Objective| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="form[objective]"
                    value=objective.slug()
                    checked=objective == now
                    on:change=move |_| choose(objective)
                />
                <b>{text.common.objective(objective)}</b>
            </label>
        }
    };
    view! {
        <div class="field">
            <span class="label" id="objective">{words.objective}</span>
            <div class="choices" role="radiogroup" aria-labelledby="objective">
                {Objective::ALL.map(choice).collect_view()}
            </div>
        </div>
    }
    .into_any()
}

fn class(kind: Kind) -> AnyView {
    let words = library::words();
    let now = kind.class.get_untracked();
    let choose = move |class| {
        kind.is_chosen.set(true);
        kind.class.set(class);
    };
    let choice = |class: Class| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="form[class]"
                    value=class.slug()
                    checked=class == now
                    prop:checked=move || kind.class.get() == class
                    on:change=move |_| choose(class)
                />
                <b>{words.class_name(class)}</b>
                <small>{words.class_says(class)}</small>
            </label>
        }
    };
    view! {
        <div class="field">
            <span class="label" id="class">{words.class}</span>
            <div class="choices" role="radiogroup" aria-labelledby="class">{Class::ALL.map(choice).collect_view()}</div>
        </div>
    }
    .into_any()
}
