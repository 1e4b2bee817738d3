//! What makes the text dear, and what can be done about it: one character, or all that are in the way, never silently.

use domain::sms::{self, Encoding, Parts, Simple, replacement};
use leptos::prelude::*;

use super::seen::Seen;
use crate::components::icon::icon;
use crate::text::remedy::words;
use crate::text::use_text;

/// The most characters that are shown as the cause.
const SHOWN: usize = 6;

/// What there is to say of the text that a client reads; nothing where no character is dear.
pub fn remedy(seen: Seen, body: &str, parts: &Parts) -> Option<AnyView> {
    let said = words();
    if parts.encoding == Encoding::Gsm7 {
        let double = different(parts.double.iter().map(|found| found.char));
        let marks = marked(&double);
        return (!double.is_empty())
            .then(|| view! { <div class="dear"><p>{said.double} " " {marks}</p></div> }.into_any());
    }
    let text = &use_text().send;
    let source = seen.text.get();
    let simple = sms::simple(&source);
    let fewer = sms::simple(body).map_or(parts.parts, |simple| sms::count(&simple.text).1);
    let dear = if fewer < parts.parts { (text.dear_saves)(parts.parts, fewer) } else { text.dear.to_owned() };
    let marks = marked(&different(parts.forcing.iter().map(|found| found.char)));
    // One by one: what stands in the text as it is written, and has something in its place.
    let seen_ones = different(source.chars().filter(|c| replacement(*c).is_some_and(|to| !to.is_empty())));
    let ones = seen_ones.into_iter().map(|c| one(seen, &source, c)).collect_view();
    let unseen = source.chars().any(is_unseen).then(|| {
        let text: String = source.chars().filter(|c| !is_unseen(*c)).collect();
        chip(seen, said.remove.to_owned(), text)
    });
    let all = simple.map(|simple| all(seen, simple));
    Some(
        view! {
            <div class="dear">
                <p>{marks} " " {dear}</p>
                <div class="row needs-script">{all} {ones} {unseen}</div>
            </div>
        }
        .into_any(),
    )
}

/// The first of each character, in order.
fn different(characters: impl Iterator<Item = char>) -> Vec<char> {
    let mut different = vec![];
    for c in characters {
        if !different.contains(&c) && different.len() < SHOWN {
            different.push(c);
        }
    }
    different
}

fn marked(characters: &[char]) -> AnyView {
    characters.iter().map(|c| view! { <mark class="costly">{c.to_string()}</mark> " " }).collect_view().into_any()
}

/// All that is in the way, with what it saves for this audience.
fn all(seen: Seen, simple: Simple) -> AnyView {
    let said = words();
    let Simple { text, replaced, respelled } = simple;
    let saved = move || {
        let saved = seen.quoted.with(|quoted| {
            let quote = &quoted.as_ref()?.as_ref().ok()?.quote;
            quote.saves.iter().find(|(variant, _)| *variant == seen.variant.get()).map(|(_, credits)| *credits)
        });
        saved.map(|credits| (said.saves)(credits))
    };
    let take = move |_| seen.replace(text.clone());
    let look = respelled.then(|| view! { <p class="hint">{said.respelled}</p> }.into_any());
    view! {
        <button class="btn" type="button" on:click=take>{icon("again")} <span>{(said.all)(replaced)} {saved}</span></button>
        {look}
    }
    .into_any()
}

/// A character without a width, as comes with what is pasted.
fn is_unseen(c: char) -> bool {
    sms::downgrade(c) == Some("")
}

fn chip(seen: Seen, name: String, text: String) -> AnyView {
    view! { <button class="chip" type="button" on:click=move |_| seen.replace(text.clone())>{name}</button> }.into_any()
}

/// One character, everywhere in the text.
fn one(seen: Seen, source: &str, c: char) -> AnyView {
    let to = replacement(c).unwrap_or_default();
    chip(seen, (words().replace)(&c.to_string(), to), source.replace(c, to))
}
