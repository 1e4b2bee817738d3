//! *Modèle*: which text, and *Modifier modèle*, which changes it in place.

use domain::staff::Permission;
use domain::template::{Saved, Texts, Variant};
use leptos::prelude::*;

use super::choices::{chosen_in, read};
use super::desk::Desk;
use super::edited::Edited;
use super::seen::Seen;
use crate::api::templates::{save, template as template_of};
use crate::chunks;
use crate::components::care::health;
use crate::components::compare::compare;
use crate::components::dynamic::dynamic;
use crate::components::icon::icon;
use crate::components::later::Part;
use crate::components::notice::{Tone, failure, notice};
use crate::components::text_area::{text_area, told};
use crate::context::viewer_may;
use crate::error::AppError;
use crate::text::choice::words as words_of_choice;
use crate::text::{care, use_text, variants};

/// The template's name, or its text while it is edited.
pub fn template(seen: Seen) -> AnyView {
    // There is nothing to save where the template is gone: another one is chosen first.
    let editing = Memo::new(move |_| is_editing(seen));
    // Its code comes when it is first needed.
    let part = Part::new(chunks::EDITOR);
    Effect::new(move || {
        if editing.get() {
            part.load();
        }
    });
    view! {
        {dynamic(move || if editing.get() { ().into_any() } else { choice(seen) })}
        {dynamic(move || part.shown(editor_waits, || failure(&AppError::Offline)))}
    }
    .into_any()
}

fn is_editing(seen: Seen) -> bool {
    seen.desk.edited.with(Option::is_some) && seen.gone.with(Option::is_none)
}

fn editor_waits() -> AnyView {
    view! { <div class="field" aria-busy="true"><span class="skel"></span><span class="skel skel-60"></span></div> }
        .into_any()
}

/// *Modifier modèle* of the page around it: nothing while nobody edits.
pub fn editor() -> AnyView {
    let Some(seen) = use_context::<Seen>() else { return ().into_any() };
    let editing = Memo::new(move |_| is_editing(seen));
    dynamic(move || if editing.get() { editor_of(seen) } else { ().into_any() })
}

fn choice(seen: Seen) -> AnyView {
    let text = use_text();
    let words = &text.send;
    let desk = seen.desk;
    let options = move || {
        let templates = desk.start.get().and_then(Result::ok).map(|start| start.templates).unwrap_or_default();
        let objective = desk.objective.get();
        let gone = seen.gone.get();
        let selected = seen.template.get().filter(|_| gone.is_none()).map(|saved| saved.template);
        let is_offered = {
            let gone = gone.as_ref().map(|gone| gone.template.clone());
            move |saved: &Saved| saved.objective == objective && Some(&saved.template) != gone.as_ref()
        };
        let first = gone.map(|gone| {
            let said = words_of_choice();
            let name = if gone.name.is_empty() { said.gone_option.to_owned() } else { (said.option)(&gone.name) };
            view! { <option value=gone.template.to_string() selected=true prop:selected=true>{name}</option> }
        });
        let others = templates
            .into_iter()
            .filter(is_offered)
            .map(|saved| {
                let name = if saved.is_default { (words.default_of)(&saved.name) } else { saved.name };
                let is_selected = Some(&saved.template) == selected.as_ref();
                // With JavaScript off the last page asks whether this is the version that was read.
                let value = read(&saved.template, Some(saved.version));
                view! { <option value=value selected=is_selected prop:selected=is_selected>{name}</option> }
            })
            .collect_view();
        view! { {first} {others} }
    };
    let take = move |event| {
        let template = chosen_in(&event_target_value(&event)).0;
        if seen.gone.with_untracked(Option::is_some) { desk.take_in_place(template) } else { desk.take(template) }
    };
    let edit = move |_| {
        // That of the client in the preview, which is where the eye is.
        desk.variant.set(seen.variant.get_untracked());
        desk.edited.set(Some(seen.texts.get_untracked()));
    };
    let page = move || {
        seen.template.get().filter(|_| seen.gone.with(Option::is_none) && viewer_may(Permission::TemplatesEdit)).map(|saved| {
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
                aria-invalid=move || seen.gone.with(Option::is_some).then_some("true")
                on:change=take
            >
                {options}
            </select>
            <button class="btn needs-script" type="button" hidden=move || seen.gone.with(Option::is_some) on:click=edit>
                {icon("pencil")}
                <span class="nowrap">{words.edit}</span>
            </button>
            {page}
        </div>
        {dynamic(move || lacks(seen).into_any())}
        {dynamic(move || about(seen))}
    }
    .into_any()
}

/// That it is another version than the one which was read, with JavaScript off.
fn reread(seen: Seen, saved: &Saved) -> Option<AnyView> {
    let is_older = seen.desk.read.get().is_some_and(|version| version != saved.version);
    is_older.then(|| notice(Tone::Warn, view! { <p>{words_of_choice().reread}</p> }))
}

/// What the text in force lacks as a promotion: as it was saved, or for this send only.
fn lacks(seen: Seen) -> Option<AnyView> {
    let faults = seen.lacks();
    (!faults.is_empty()).then(|| view! { <div class="field">{told(&faults, "")}</div> }.into_any())
}

/// Which version it is, or that the text is another one for this send.
fn about(seen: Seen) -> AnyView {
    let text = use_text();
    let desk = seen.desk;
    let only_here = desk.only_here.get();
    let kept = only_here.clone().map(|Texts { text, arabic }| {
        let arabic = arabic.map(|arabic| view! { <input type="hidden" name="texte_ar" value=arabic /> });
        view! { <input type="hidden" name="texte" value=text /> {arabic} }
    });
    if let Some(gone) = seen.gone.get() {
        let says = words_of_choice().says(&gone.name);
        return view! { {kept} {notice(Tone::Bad, view! { <p>{says}</p> })} }.into_any();
    }
    let Some(saved) = seen.template.get() else {
        return view! { {kept} <p class="hint">{text.send.no_template}</p> }.into_any();
    };
    if only_here.is_some() {
        let back = move |_| desk.only_here.set(None);
        return view! {
            {kept}
            {reread(seen, &saved)}
            <p class="hint">
                {text.send.only_here_says} " "
                <button class="linkish needs-script" type="button" on:click=back>{text.send.back_to_template}</button>
            </p>
            {Variant::ALL.map(|variant| warned(seen, variant, None)).collect_view()}
        }
        .into_any();
    }
    view! { {reread(seen, &saved)} <p class="hint">{text.templates.version_of(&saved)}</p> }.into_any()
}

fn editor_of(seen: Seen) -> AnyView {
    let text = use_text();
    let words = &text.send;
    let desk = seen.desk;
    let edited = Edited::of(desk, untrack(|| seen.class()));
    let is_warned = Memo::new(move |_| seen.health.with(|all| !all.is_empty()));
    let warned = move || warned(seen, desk.variant.get(), Some(edited));
    let wrong = Memo::new(move |_| Variant::ALL.into_iter().any(|variant| !edited.faults(variant).is_empty()));
    // The version that somebody else saved meanwhile.
    let newer = RwSignal::new(None::<Saved>);
    let saving = Action::new(move |(saved, edited): &(Saved, Texts)| {
        let (saved, edited) = (saved.clone(), edited.clone());
        async move {
            let answer = save(saved.template.clone(), saved.version, edited).await;
            if matches!(answer, Err(AppError::StaleTemplate)) {
                newer.set(Some(template_of(saved.template).await?));
            }
            answer
        }
    });
    Effect::new(move || {
        if let Some(Ok(saved)) = saving.value().get() {
            desk.saved.set(Some(saved));
            desk.only_here.set(None);
            desk.edited.set(None);
        }
    });
    let save_over = move |version: Option<Saved>| {
        if let (false, false, Some(saved)) = (untrack(|| wrong.get()), saving.pending().get_untracked(), version) {
            saving.dispatch((saved, untrack(|| edited.texts())));
        }
    };
    let save = move |_| save_over(newer.get_untracked().or_else(|| seen.template.get_untracked()));
    let use_here = move |_| {
        if !wrong.get() {
            desk.only_here.set(Some(edited.texts()));
            desk.edited.set(None);
        }
    };
    let refused = move || match saving.value().get() {
        Some(Err(AppError::StaleTemplate)) => newer.get().map(|theirs| {
            let (taken, over) = (theirs.clone(), theirs.clone());
            let take = move || {
                desk.saved.set(Some(taken.clone()));
                desk.edited.set(None);
            };
            let mine = edited.texts();
            compare(&theirs, &mine, take, move || save_over(Some(over.clone())))
        }),
        Some(Err(error)) => Some(notice(Tone::Bad, view! { <p>{error.words(text)}</p> })),
        _ => None,
    };
    let save_button = viewer_may(Permission::TemplatesEdit).then(|| {
        view! {
            // Between two versions the choice is made above.
            <button
                class="btn"
                type="button"
                hidden=move || newer.with(Option::is_some)
                aria-disabled=move || wrong.get().to_string()
                aria-busy=move || saving.pending().get().then_some("true")
                on:click=save
            >
                {move || if is_warned.get() { care::words().save_anyway } else { words.save }}
            </button>
        }
        .into_any()
    });
    view! {
        <div class="row" role="radiogroup" aria-label=variants::words().legend>
            {Variant::ALL.map(|variant| tab(desk, edited, variant)).collect_view()}
        </div>
        <div class="step-in" on:keydown=move |event| edited.key(&event)>{dynamic(move || field(edited, desk.variant.get()))}</div>
        {warned}
        {refused}
        <div class="row">
            {save_button}
            <button class="btn" type="button" aria-disabled=move || wrong.get().to_string() on:click=use_here>
                {move || if is_warned.get() { care::words().use_anyway } else { words.use_here }}
            </button>
            <button class="btn btn-bare" type="button" on:click=move |_| desk.edited.set(None)>{text.common.cancel}</button>
            {edited.buttons()}
        </div>
    }
    .into_any()
}

/// That the text in force speaks of health, with what could be written instead.
fn warned(seen: Seen, variant: Variant, edited: Option<Edited>) -> Option<AnyView> {
    let instead = seen.instead(variant);
    let replace = edited.map(|edited| Callback::new(move |()| edited.body(variant).set(instead.to_owned())));
    health(&seen.about_health(variant), instead, replace)
}

/// The choice of one of the texts.
fn tab(desk: Desk, edited: Edited, variant: Variant) -> AnyView {
    let words = variants::words();
    let fault = move || {
        let there = !edited.faults(variant).is_empty();
        there.then(|| view! { {icon("bad")}<span class="hide">{words.has_fault}</span> })
    };
    view! {
        <label class="check-line">
            <input
                class="check"
                type="radio"
                name="langue"
                prop:checked=move || desk.variant.get() == variant
                on:change=move |_| desk.variant.set(variant)
            />
            {words.name(variant)}
            {fault}
        </label>
    }
    .into_any()
}

/// The field of one of them.
fn field(edited: Edited, variant: Variant) -> AnyView {
    let words = &use_text().send;
    let body = edited.body(variant);
    let faults = Memo::new(move |_| edited.faults(variant));
    let wrong = Signal::derive(move || faults.with(|faults| !faults.is_empty()));
    let (label, hint) = match variant {
        Variant::Default => (words.text, words.text_hint),
        Variant::Arabic => (variants::words().field, variants::words().hint),
    };
    view! {
        <div class="field">
            <label for="texte">{label}</label>
            <p class="hint" id="texte-hint">{hint}</p>
            <div id="texte-error" role="status">{dynamic(move || told(&faults.get(), &body.get()))}</div>
            {text_area("texte", "", "texte-hint texte-error", body, wrong)}
        </div>
    }
    .into_any()
}
