//! Two versions of a template side by side: somebody else saved one while this one was edited. Nothing is overwritten
//! unasked.

use std::convert::Infallible;
use std::ops::Range;

use domain::template::{Saved, Texts};
use leptos::prelude::*;
use similar::algorithms::{DiffHook, myers};

use super::marked::marked;
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
            {version(said.theirs, &theirs.texts, mine)}
            {version(said.mine, mine, &theirs.texts)}
        </div>
        <div class="row needs-script">
            <button class="btn" type="button" on:click=move |_| take()>{said.take_theirs}</button>
            <button class="btn" type="button" on:click=move |_| save()>{said.save_mine}</button>
        </div>
    }
    .into_any()
}

fn version(name: &'static str, texts: &Texts, others: &Texts) -> AnyView {
    let text = |variant| match texts.of(variant) {
        "" => view! { <p class="sent-text">{words().no_text}</p> }.into_any(),
        text => beside(text, others.of(variant)),
    };
    let all = texts.variants().map(text).collect_view();
    view! { <section aria-label=name><p class="label"><strong>{name}</strong></p>{all}</section> }.into_any()
}

/// A text as it stands beside another version of it: the words that the other one does not have there are marked.
pub fn beside(text: &str, other: &str) -> AnyView {
    view! { <p class="sent-text" dir="auto">{marked(text, &changed(text, other))}</p> }.into_any()
}

/// The words that two texts have in common: where they begin in the first and in the second, and how many.
#[derive(Default)]
struct Common(Vec<(usize, usize, usize)>);

impl DiffHook for Common {
    type Error = Infallible;

    fn equal(&mut self, first: usize, second: usize, words: usize) -> Result<(), Infallible> {
        self.0.push((first, second, words));
        Ok(())
    }
}

/// Where the words are that another version does not have there. Asked for either of the two, it is the same comparison.
fn changed(text: &str, other: &str) -> Vec<Range<usize>> {
    fn words(text: &str) -> Vec<&str> {
        text.split_inclusive(char::is_whitespace).collect()
    }
    let is_first = text <= other;
    let (first, second) = if is_first { (words(text), words(other)) } else { (words(other), words(text)) };
    let mut common = Common::default();
    // The algorithm by itself: what chooses between all of them is 10 kB in the browser.
    let Ok(()) = myers::diff_deadline_raw(
        &mut common,
        first.as_slice(),
        0..first.len(),
        second.as_slice(),
        0..second.len(),
        None,
    );
    let is_common = |word: usize| {
        let of_text = |(first, second, words)| {
            let from = if is_first { first } else { second };
            (from..from + words).contains(&word)
        };
        common.0.iter().copied().any(of_text)
    };
    let mut marks: Vec<Range<usize>> = vec![];
    let mut at = 0;
    for (n, word) in words(text).into_iter().enumerate() {
        let end = at + word.len();
        match marks.last_mut() {
            _ if is_common(n) => {}
            Some(mark) if mark.end == at => mark.end = end,
            _ => marks.push(at..end),
        }
        at = end;
    }
    marks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::changed;

    #[rstest]
    #[case("a b c", "a b c", &[])]
    #[case("a b c", "a x c", &["b "])]
    #[case("a c", "a b c", &[])]
    #[case("a b c", "a c", &["b "])]
    #[case("é è", "", &["é è"])]
    #[case("", "é", &[])]
    #[case("a a a", "a a", &["a "])]
    #[case("مرحبا بكم", "مرحبا", &["مرحبا بكم"])]
    #[case("Bonjour {prenom}, votre solde est dû.", "Bonjour {nom}, votre solde reste dû.", &["{prenom}, ", "est "])]
    fn what_changed_is_marked(#[case] text: &str, #[case] other: &str, #[case] parts: &[&str]) {
        let marked: Vec<&str> = changed(text, other).into_iter().map(|mark| &text[mark]).collect();
        assert_eq!(marked, parts);
    }

    proptest! {
        /// What is not marked stands in both, in the same order.
        #[test]
        fn what_is_not_marked_is_the_same(text in "([ab] ?){0,12}", other in "([ab] ?){0,12}") {
            let rest = |text: &str, other: &str| {
                let marks = changed(text, other);
                let is_marked = |at: usize| marks.iter().any(|mark| mark.contains(&at));
                text.char_indices().filter(|(at, _)| !is_marked(*at)).map(|(_, c)| c).collect::<String>()
            };
            prop_assert_eq!(rest(&text, &other), rest(&other, &text));
        }
    }
}
