//! Two versions of a template side by side: somebody else saved one while this one was edited. Nothing is overwritten
//! unasked.

use domain::template::{Saved, Texts};
use leptos::prelude::*;

use super::notice::{Tone, notice};
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
        <div class="row needs-script">
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
    view! { <section aria-label=name><p class="label"><strong>{name}</strong></p>{all}</section> }.into_any()
}

/// A text as it stands beside another version of it: what is not the same is marked.
pub fn beside(text: &str, other: &str) -> AnyView {
    let (before, changed, after) = difference(text, other);
    let mark = (!changed.is_empty()).then(|| view! { <mark class="costly">{changed.to_owned()}</mark> });
    view! { <p class="sent-text" dir="auto">{before.to_owned()}{mark}{after.to_owned()}</p> }.into_any()
}

/// What two texts begin with, what only the first one has, and what both end with: in whole words.
fn difference<'a>(text: &'a str, other: &str) -> (&'a str, &'a str, &'a str) {
    let words = |text: &'a str| text.split_inclusive(char::is_whitespace);
    let others = other.split_inclusive(char::is_whitespace);
    let same = |(mine, other): &(&str, &str)| mine == other;
    let before: usize = words(text).zip(others).take_while(same).map(|(word, _)| word.len()).sum();
    let (mine, theirs) = (text.get(before..).unwrap_or_default(), other.get(before..).unwrap_or_default());
    let back = mine.split_inclusive(char::is_whitespace).rev().zip(theirs.split_inclusive(char::is_whitespace).rev());
    let after: usize = back.take_while(same).map(|(word, _)| word.len()).sum();
    let end = text.len() - after;
    let part = |from, to| text.get(from..to).unwrap_or_default();
    (part(0, before), part(before, end), part(end, text.len()))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::difference;

    #[rstest]
    #[case("a b c", "a b c", ("a b c", "", ""))]
    #[case("a b c", "a x c", ("a ", "b ", "c"))]
    #[case("a c", "a b c", ("a ", "", "c"))]
    #[case("a b c", "a c", ("a ", "b ", "c"))]
    #[case("é è", "", ("", "é è", ""))]
    #[case("", "é", ("", "", ""))]
    #[case("a a a", "a a", ("a ", "a ", "a"))]
    #[case("مرحبا بكم", "مرحبا", ("", "مرحبا بكم", ""))]
    fn what_changed_is_marked(#[case] text: &str, #[case] other: &str, #[case] parts: (&str, &str, &str)) {
        assert_eq!(difference(text, other), parts);
    }
}
