//! *Mots de santé*: the words that the pharmacy adds to those that Comptoir knows. A plain form.

use domain::form::{Fault, Field as FormField};
use domain::staff::Permission;
use leptos::prelude::*;

use super::{TEMPLATES, subnav};
use crate::api::templates::{SaveWord, health_words};
use crate::components::field::Field;
use crate::components::icon::icon_flip;
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::components::notice::failure;
use crate::context::viewer_may;
use crate::text::{library, use_text};

/// The page.
pub fn page() -> AnyView {
    let words = library::words();
    let action = ServerAction::<SaveWord>::new();
    let own = Resource::new(move || action.version().get(), |_| health_words());
    let add = viewer_may(Permission::TemplatesEdit).then(|| add(action));
    view! {
        {page_title(words.words)}
        <main class="page" id="main">
            <p class="way-back"><a href=TEMPLATES>{icon_flip("prev")}{words.back}</a></p>
            <div class="page-head"><div><h1>{words.words}</h1><p>{words.words_say}</p></div></div>
            {subnav(TEMPLATES)}
            {add}
            {loaded(own, || ().into_any(), move |own| list(own, action))}
        </main>
    }
    .into_any()
}

fn add(action: ServerAction<SaveWord>) -> AnyView {
    let text = use_text();
    let words = library::words();
    let refusal = move || action.value().get().and_then(Result::err);
    let wrong = Signal::derive(move || {
        let error = refusal()?;
        let is_full = error.faults(FormField::Word).contains(&Fault::Full);
        if is_full { Some(words.words_full.to_owned()) } else { error.field(FormField::Word, text) }
    });
    // A field that is empty again once its word was added.
    let added = Memo::new(move |before: Option<&u32>| {
        let is_added = action.value().with(|value| matches!(value, Some(Ok(_))));
        before.copied().unwrap_or_default() + u32::from(is_added)
    });
    let field = move |_| view! { <Field label=words.word name="form[word]" hint=words.word_hint error=wrong /> };
    view! {
        <ActionForm action attr:class="form">
            {move || refusal().filter(|error| error.faults(FormField::Word).is_empty()).map(|error| failure(&error))}
            <For each=move || [added.get()] key=|added| *added children=field />
            <div class="form-foot">
                <button class="btn btn-main" aria-busy=move || action.pending().get().then_some("true")>{words.add_word}</button>
            </div>
        </ActionForm>
    }
    .into_any()
}

fn list(own: Vec<String>, action: ServerAction<SaveWord>) -> AnyView {
    let words = library::words();
    let may = viewer_may(Permission::TemplatesEdit);
    let one = |word: String| {
        let remove = may.then(|| {
            let (value, name) = (word.clone(), (words.remove_word)(&word));
            view! {
                <ActionForm action>
                    <input type="hidden" name="form[remove]" value=value />
                    <button class="btn btn-bare">{name}</button>
                </ActionForm>
            }
            .into_any()
        });
        view! { <li class="row"><bdi>{word}</bdi> {remove}</li> }.into_any()
    };
    let content = if own.is_empty() {
        view! { <p class="hint">{words.no_words}</p> }.into_any()
    } else {
        view! { <ul>{own.into_iter().map(one).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="after" aria-labelledby="words">
            <h2 id="words">{words.your_words}</h2>
            {content}
        </section>
    }
    .into_any()
}
