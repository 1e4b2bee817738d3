//! A text without the characters that make it dear, offered and never taken silently.

use super::{Encoding, downgrade, unaccent};

/// The least change that brings a text to GSM-7.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simple {
    /// The text as it would be.
    pub text: String,
    /// Characters replaced.
    pub replaced: u32,
    /// Whether it changes the spelling, as `e` for `ê` does: to be looked at before it is taken.
    pub respelled: bool,
}

/// The least change that brings a text to GSM-7: dashes, quotes and spaces alone, else accents as well. `None` for a text
/// that is in GSM-7 already, and for one that cannot be.
pub fn simple(text: &str) -> Option<Simple> {
    if Encoding::of(text) == Encoding::Gsm7 {
        return None;
    }
    let plain = |c| downgrade(c);
    let bare = |c| downgrade(c).or_else(|| unaccent(c));
    let replaced = |replace: &dyn Fn(char) -> Option<&'static str>, respelled| {
        let (mut simple, mut replaced) = (String::with_capacity(text.len()), 0);
        for c in text.chars() {
            match replace(c) {
                Some(replacement) => {
                    simple.push_str(replacement);
                    replaced += 1;
                }
                None => simple.push(c),
            }
        }
        (Encoding::of(&simple) == Encoding::Gsm7).then_some(Simple { text: simple, replaced, respelled })
    };
    replaced(&plain, false).or_else(|| replaced(&bare, true))
}

/// What stands in the place of one character; `None` where GSM-7 has nothing for it.
pub fn replacement(c: char) -> Option<&'static str> {
    downgrade(c).or_else(|| unaccent(c))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("l’été, « ça »", None)]
    #[case("l'été", None)]
    #[case("سلام ’", None)]
    fn nothing_is_offered_where_nothing_helps(#[case] text: &str, #[case] expected: Option<Simple>) {
        let found = simple(text).filter(|simple| !simple.respelled);
        assert_eq!(found, expected);
    }

    #[test]
    fn the_least_change_is_offered() {
        let offered = |text: &str, replaced, respelled| Some(Simple { text: text.to_owned(), replaced, respelled });
        assert_eq!(simple("l’officine … "), offered("l'officine ... ", 2, false));
        assert_eq!(simple("l’être, ça"), offered("l'etre, ca", 3, true));
        assert_eq!(simple("a\u{200B}b"), offered("ab", 1, false));
        assert_eq!((replacement('ê'), replacement('’'), replacement('ش')), (Some("e"), Some("'"), None));
    }
}
