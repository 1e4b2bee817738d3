//! What is done with a template besides changing it.

use domain::template::{Act, Saved};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::super::TEMPLATES;
use super::choices::hidden;
use crate::api::templates::ActForm;
use crate::components::notice::failure;
use crate::text::library;

/// Its versions, the default, the archive.
pub fn acts(saved: &Saved) -> AnyView {
    let words = library::words();
    let action = ServerAction::<ActForm>::new();
    let navigate = use_navigate();
    Effect::new(move || {
        if let Some(Ok(next)) = action.value().get() {
            navigate(&next, Default::default());
        }
    });
    let versions = [TEMPLATES, "/", saved.template.as_str(), "/versions"].concat();
    let default = if saved.is_default {
        view! { <p class="hint">{words.is_default_says}</p> }.into_any()
    } else {
        button(action, saved, Act::MakeDefault)
    };
    view! {
        <section class="card stack-tight after" aria-labelledby="acts">
            <h2 id="acts">{words.actions}</h2>
            {move || action.value().get().and_then(Result::err).map(|error| failure(&error))}
            <div class="row">
                <a class="btn" href=versions>{words.versions}</a>
                {default}
                {button(action, saved, Act::Archive)}
            </div>
            <p class="hint">{words.archive_says}</p>
        </section>
    }
    .into_any()
}

/// A plain form with the one button that does it.
pub fn button(action: ServerAction<ActForm>, saved: &Saved, act: Act) -> AnyView {
    let words = library::words();
    let name = match act {
        Act::MakeDefault => words.make_default,
        Act::Archive => words.archive,
        Act::TakeBack => words.take_back,
    };
    let template = saved.template.to_string();
    view! {
        <ActionForm action>
            {hidden("template", template)}
            {hidden("act", act.word().to_owned())}
            <button class="btn" aria-busy=move || action.pending().get().then_some("true")>{name}</button>
        </ActionForm>
    }
    .into_any()
}
