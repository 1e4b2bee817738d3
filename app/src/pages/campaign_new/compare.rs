//! Two versions of a template side by side: somebody else saved one while this one was edited. Nothing is overwritten
//! unasked.

use domain::template::{Saved, Texts};
use leptos::prelude::*;

use crate::components::notice::{Tone, notice};
use crate::text::editing::words;

/// Both versions, and the choice between them.
pub fn compare(
    theirs: &Saved,
    mine: &Texts,
    take: impl Fn() + Send + Sync + 'static,
    save: impl Fn() + Send + Sync + 'static,
) -> AnyView {
    let said = words();
    let at = &theirs.changed;
    let who = match &theirs.by {
        Some(who) => (said.newer)(who, &at.date, &at.time),
        None => (said.newer_by_nobody)(&at.date, &at.time),
    };
    view! {
        {notice(Tone::Bad, view! { <p>{who} " " {said.nothing_lost}</p> })}
        <div class="compare">
            {version(said.theirs, &theirs.texts)}
            {version(said.mine, mine)}
        </div>
        <div class="row">
            <button class="btn" type="button" on:click=move |_| take()>{said.take_theirs}</button>
            <button class="btn" type="button" on:click=move |_| save()>{said.save_mine}</button>
        </div>
    }
    .into_any()
}

fn version(name: &'static str, texts: &Texts) -> AnyView {
    let text = |text: &str| {
        let text = if text.is_empty() { words().no_text } else { text };
        view! { <p class="sent-text" dir="auto">{text.to_owned()}</p> }
    };
    let all = texts.variants().map(|variant| text(texts.of(variant))).collect_view();
    view! { <section aria-label=name><h3 class="label">{name}</h3>{all}</section> }.into_any()
}
