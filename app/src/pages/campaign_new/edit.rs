//! *Modèle*: which text, and *Modifier modèle*, which changes it in place.

use domain::staff::Permission;
use domain::template::Saved;
use leptos::prelude::*;

use super::choices::chosen;
use super::desk::Seen;
use crate::api::templates::save;
use crate::components::icon::icon;
use crate::components::notice::{Tone, notice};
use crate::components::text_area::{faults, text_area, told};
use crate::context::viewer_may;
use crate::error::AppError;
use crate::text::use_text;

/// The template's name, or its text while it is edited.
pub fn template(seen: Seen) -> AnyView {
    let editing = Memo::new(move |_| seen.desk.edited.with(Option::is_some));
    view! {
        {move || if editing.get() { editor(seen) } else { choice(seen) }}
    }
    .into_any()
}

fn choice(seen: Seen) -> AnyView {
    let text = use_text();
    let words = &text.send;
    let desk = seen.desk;
    let options = move || {
        let templates = desk.start.get().and_then(Result::ok).map(|start| start.templates).unwrap_or_default();
        let objective = desk.objective.get();
        let selected = chosen(&templates, objective, desk.template.get().as_ref()).map(|saved| saved.template);
        let of_objective = templates.into_iter().filter(move |saved| saved.objective == objective);
        of_objective
            .map(|saved| {
                let name = if saved.is_default { (words.default_of)(&saved.name) } else { saved.name };
                let is_selected = Some(&saved.template) == selected.as_ref();
                view! { <option value=saved.template.to_string() selected=is_selected prop:selected=is_selected>{name}</option> }
            })
            .collect_view()
    };
    let edit = move |_| desk.edited.set(Some(seen.text.get_untracked()));
    let page = move || {
        seen.template.get().filter(|_| viewer_may(Permission::TemplatesEdit)).map(|saved| {
        view! {
            <a class="btn no-script" href=["/parametres/modeles/", saved.template.as_str(), "?suite=", super::PATH].concat()>
                {icon("pencil")}
                <span class="nowrap">{words.edit}</span>
            </a>
        }
    })
    };
    view! {
        <div class="row template-choice">
            <select
                class="input"
                name="modele"
                aria-labelledby="s3"
                on:change=move |event| desk.take(event_target_value(&event).parse().ok())
            >
                {options}
            </select>
            <button class="btn needs-script" type="button" on:click=edit>
                {icon("pencil")}
                <span class="nowrap">{words.edit}</span>
            </button>
            {page}
        </div>
        {move || about(seen)}
    }
    .into_any()
}

/// Which version it is, or that the text is another one for this send.
fn about(seen: Seen) -> AnyView {
    let text = use_text();
    let desk = seen.desk;
    let Some(saved) = seen.template.get() else {
        return view! { <p class="hint">{text.send.no_template}</p> }.into_any();
    };
    if desk.only_here.with(Option::is_some) {
        let back = move |_| desk.only_here.set(None);
        return view! {
            <p class="hint">
                {text.send.only_here_says} " "
                <button class="linkish" type="button" on:click=back>{text.send.back_to_template}</button>
            </p>
        }
        .into_any();
    }
    view! { <p class="hint">{text.templates.version_of(&saved)}</p> }.into_any()
}

fn editor(seen: Seen) -> AnyView {
    let text = use_text();
    let words = &text.send;
    let desk = seen.desk;
    let edited = RwSignal::new(desk.edited.get_untracked().unwrap_or_default());
    Effect::watch(move || edited.get(), move |edited, _, _| desk.edited.set(Some(edited.clone())), false);
    let faults = Memo::new(move |_| edited.with(|edited| faults(edited)));
    let wrong = Signal::derive(move || faults.with(|faults| !faults.is_empty()));
    let saving = Action::new(move |(saved, edited): &(Saved, String)| {
        save(saved.template.clone(), saved.version, edited.clone())
    });
    Effect::new(move || {
        if let Some(Ok(saved)) = saving.value().get() {
            desk.saved.set(Some(saved));
            desk.only_here.set(None);
            desk.edited.set(None);
        }
    });
    let save = move |_| {
        if let (false, false, Some(saved)) = (wrong.get(), saving.pending().get(), seen.template.get()) {
            saving.dispatch((saved, edited.get()));
        }
    };
    let use_here = move |_| {
        if !wrong.get() {
            desk.only_here.set(Some(edited.get()));
            desk.edited.set(None);
        }
    };
    let refused = move || match saving.value().get() {
        Some(Err(AppError::StaleTemplate)) => Some(notice(Tone::Bad, view! { <p>{words.stale}</p> })),
        Some(Err(error)) => Some(notice(Tone::Bad, view! { <p>{error.words(text)}</p> })),
        _ => None,
    };
    let save_button = viewer_may(Permission::TemplatesEdit).then(|| {
        view! {
            <button
                class="btn"
                type="button"
                aria-disabled=move || wrong.get().to_string()
                aria-busy=move || saving.pending().get().then_some("true")
                on:click=save
            >
                {words.save}
            </button>
        }
        .into_any()
    });
    view! {
        <div class="field">
            <label for="texte">{words.text}</label>
            <p class="hint" id="texte-hint">{words.text_hint}</p>
            <div id="texte-error" role="status">{move || told(&faults.get(), &edited.get())}</div>
            {text_area("texte", "", "texte-hint texte-error", edited, wrong)}
        </div>
        {refused}
        <div class="row">
            {save_button}
            <button class="btn" type="button" aria-disabled=move || wrong.get().to_string() on:click=use_here>
                {words.use_here}
            </button>
            <button class="btn btn-bare" type="button" on:click=move |_| desk.edited.set(None)>{text.common.cancel}</button>
        </div>
    }
    .into_any()
}
