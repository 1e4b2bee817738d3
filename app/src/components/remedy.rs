//! What makes the text dear, and what can be done about it: one character, or all that are in the way, never silently.

use domain::sms::{self, Encoding, Parts, Simple, replacement, single};
use domain::template::Template;
use leptos::prelude::*;

use super::icon::icon;
use crate::text::remedy::words;
use crate::text::use_text;

/// The most characters that are shown as the cause.
const SHOWN: usize = 6;

/// The text that is written, and what its characters could become.
#[derive(Clone, Copy)]
pub struct Written {
    /// The text with its placeholders.
    pub source: Signal<String>,
    /// Credits that simpler characters save for this audience, where there is one.
    pub saves: Signal<Option<u32>>,
    /// Puts another text in its place.
    pub replace: Callback<String>,
}

/// What there is to say of the text that a client reads; nothing where no character is dear.
pub fn remedy(written: Written, body: &str, parts: &Parts) -> Option<AnyView> {
    let said = words();
    if parts.encoding == Encoding::Gsm7 {
        return double(written, parts);
    }
    let text = &use_text().send;
    let source = written.source.get();
    let simple = sms::simple(&source);
    let fewer = sms::simple(body).map_or(parts.parts, |simple| sms::count(&simple.text).1);
    let dear = if fewer < parts.parts { (text.dear_saves)(parts.parts, fewer) } else { text.dear.to_owned() };
    let marks = marked(&different(parts.forcing.iter().map(|found| found.char)));
    // One by one: what stands in the text as it is written, and has something in its place.
    let ones_there = different(source.chars().filter(|c| replacement(*c).is_some_and(|to| !to.is_empty())));
    let ones = ones_there.into_iter().map(|c| one(written, &source, c)).collect_view();
    let unseen = source.chars().any(is_unseen).then(|| {
        let text: String = source.chars().filter(|c| !is_unseen(*c)).collect();
        chip(written, said.remove.to_owned(), text)
    });
    let all = simple.map(|simple| all(written, simple));
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

/// Characters that count double, and what could stand in their place.
fn double(written: Written, parts: &Parts) -> Option<AnyView> {
    let double = different(parts.double.iter().map(|found| found.char));
    if double.is_empty() {
        return None;
    }
    let template = Template::parse(&written.source.get()).ok();
    let all = template.as_ref().and_then(Template::shorter);
    let all = all.map(|(shorter, replaced)| all_of(written, shorter.source(), replaced));
    // One by one: what stands in the text as it is written. What comes with a client's name stays.
    let ones = template.map(|template| {
        let there = different(template.characters().filter(|c| single(*c).is_some()));
        let one = |c: char| {
            let to = single(c).unwrap_or_default();
            let shown = if to == "\n" { "↵" } else { to };
            let text = template.with_characters(|other| (other == c).then_some(to)).source();
            chip(written, (words().replace)(&c.to_string(), shown), text)
        };
        there.into_iter().map(one).collect_view()
    });
    Some(
        view! {
            <div class="dear">
                <p>{words().double} " " {marked(&double)}</p>
                <div class="row needs-script">{all} {ones}</div>
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
fn all(written: Written, simple: Simple) -> AnyView {
    let said = words();
    let Simple { text, replaced, respelled } = simple;
    let look = respelled.then(|| view! { <p class="hint">{said.respelled}</p> }.into_any());
    view! { {all_of(written, text, replaced)} {look} }.into_any()
}

/// So many characters at once, with what that saves.
fn all_of(written: Written, text: String, replaced: u32) -> AnyView {
    let said = words();
    let saved = move || written.saves.get().map(|credits| (said.saves)(credits));
    let take = move |_| written.replace.run(text.clone());
    view! {
        <button class="btn" type="button" on:click=take>{icon("again")} <span>{(said.all)(replaced)} {saved}</span></button>
    }
    .into_any()
}

/// A character without a width, as comes with what is pasted.
fn is_unseen(c: char) -> bool {
    sms::downgrade(c) == Some("")
}

fn chip(written: Written, name: String, text: String) -> AnyView {
    view! { <button class="chip" type="button" on:click=move |_| written.replace.run(text.clone())>{name}</button> }
        .into_any()
}

/// One character, everywhere in the text.
fn one(written: Written, source: &str, c: char) -> AnyView {
    let to = replacement(c).unwrap_or_default();
    chip(written, (words().replace)(&c.to_string(), to), source.replace(c, to))
}
