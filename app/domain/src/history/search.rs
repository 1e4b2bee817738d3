//! What a search looks for (the specification, section 8, "Search"): every word, each in any field.

use super::MAX_SEARCH;
use crate::fold::words;
use crate::language::Language;
use crate::message::Status;

/// Digits of which fewer are looked for in words only, not inside a phone.
const LEAST_DIGITS: usize = 3;
/// Digits of a phone in its international form.
const PHONE_DIGITS: usize = 12;

/// One thing that must be found: all of its words, or the number that they are together. `06 12` is how a phone is read
/// aloud, so digits that stand beside one another are one number too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its words, at least one.
    pub words: Vec<Word>,
    /// The part of a phone that they are together, where there are several.
    pub number: Option<String>,
}

/// A folded word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Letters and digits: what is found begins with them.
    pub text: String,
    /// The part of a phone that it may be instead: digits, as they stand in the national or the international form.
    pub number: Option<String>,
}

/// What a search looks for, nothing twice. Punctuation alone is nothing.
pub fn terms(search: &str) -> Vec<Term> {
    let search: String = search.chars().take(MAX_SEARCH).collect();
    let mut terms: Vec<Term> = vec![];
    // Whether the word before was a number, beside which another one may stand.
    let mut beside = false;
    for text in words(&search) {
        let is_number = is_number(&text);
        let word = Word { number: Some(&text).filter(|_| is_number).and_then(|digits| phone_part(digits)), text };
        match terms.last_mut() {
            Some(last) if beside && is_number => last.words.push(word),
            _ => terms.push(Term { words: vec![word], number: None }),
        }
        beside = is_number;
    }
    for term in &mut terms {
        if term.words.len() > 1 {
            let digits: String = term.words.iter().map(|word| word.text.as_str()).collect();
            term.number = phone_part(&digits);
        }
    }
    let mut known: Vec<Term> = vec![];
    for term in terms {
        if !known.contains(&term) {
            known.push(term);
        }
    }
    known
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Digits as they stand in a phone: `00212` is `212`, and a national 0 after it is not written. `None` for what no phone
/// can have: too few to be looked for, or too many.
fn phone_part(digits: &str) -> Option<String> {
    let international = digits.strip_prefix("00").filter(|rest| rest.starts_with("212")).unwrap_or(digits);
    let part = match international.strip_prefix("2120") {
        Some(rest) => String::from("212") + rest,
        None => international.to_owned(),
    };
    (LEAST_DIGITS..=PHONE_DIGITS).contains(&part.len()).then_some(part)
}

/// The folded words under which a status is found by who reads a language: those of the screen, and always the French ones.
pub fn status_words(status: Status, language: Language) -> Vec<String> {
    let own = match language {
        Language::Fr => "",
        Language::Ar => arabic(status),
        Language::En => english(status),
    };
    let mut found = words(french(status));
    found.extend(words(own));
    found
}

const fn french(status: Status) -> &'static str {
    match status {
        Status::Scheduled => "planifié",
        Status::Queued => "en file",
        Status::Sending => "en cours",
        Status::Sent => "envoyé",
        Status::Delivered => "livré",
        Status::Failed => "échec",
        Status::Expired => "expiré",
        Status::Uncertain => "incertain",
        Status::Cancelled => "annulé",
        Status::Excluded => "exclu",
    }
}

const fn arabic(status: Status) -> &'static str {
    match status {
        Status::Scheduled => "مبرمجة",
        Status::Queued => "في الانتظار",
        Status::Sending => "جارٍ الإرسال",
        Status::Sent => "أُرسلت",
        Status::Delivered => "تم التسليم",
        Status::Failed => "فشل",
        Status::Expired => "انتهت مدتها",
        Status::Uncertain => "غير مؤكد",
        Status::Cancelled => "ملغاة",
        Status::Excluded => "مستثناة",
    }
}

const fn english(status: Status) -> &'static str {
    match status {
        Status::Scheduled => "scheduled",
        Status::Queued => "queued",
        Status::Sending => "sending",
        Status::Sent => "sent",
        Status::Delivered => "delivered",
        Status::Failed => "failed",
        Status::Expired => "expired",
        Status::Uncertain => "uncertain",
        Status::Cancelled => "cancelled",
        Status::Excluded => "excluded",
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// Each term as `word/number+word=number of all`.
    fn told(search: &str) -> Vec<String> {
        let word = |word: &Word| match &word.number {
            Some(number) => [&word.text, "/", number].concat(),
            None => word.text.clone(),
        };
        let term = |term: &Term| {
            let words: Vec<String> = term.words.iter().map(word).collect();
            match &term.number {
                Some(number) => words.join("+") + "=" + number,
                None => words.join("+"),
            }
        };
        terms(search).iter().map(term).collect()
    }

    #[rstest]
    #[case("", &[])]
    #[case("  … !? %_ \"*\" 🙂 ", &[])]
    #[case("Été", &["ete"])]
    #[case("Amina amina  AMINA", &["amina"])]
    #[case("l’été OR NEAR(\"x\")", &["l", "ete", "or", "near", "x"])]
    #[case("0612", &["0612/0612"])]
    #[case("+212 6 12", &["212/212+6+12=212612"])]
    #[case("06 12", &["06+12=0612"])]
    #[case("06.12-34 56 78", &["06+12+34+56+78=0612345678"])]
    #[case("00212 (0)6 12", &["00212/212+0+6+12=212612"])]
    #[case("٠٦ ١٢", &["06+12=0612"])]
    #[case("6 1", &["6+1"])]
    #[case("12", &["12"])]
    #[case("solde 150 dh 0612", &["solde", "150/150", "dh", "0612/0612"])]
    #[case("1234567890123", &["1234567890123"])]
    fn what_is_looked_for(#[case] search: &str, #[case] expected: &[&str]) {
        assert_eq!(told(search), expected);
    }

    #[test]
    fn a_long_search_is_cut() {
        assert_eq!(terms(&"é".repeat(10_000)).first().map(|term| term.words.len()), Some(1));
        assert!(terms(&"ab ".repeat(5_000)).len() == 1);
        let many: String = (0..5_000).map(|n| format!("x{n} ")).collect();
        assert!(terms(&many).len() < MAX_SEARCH);
    }

    #[test]
    fn every_status_has_words_in_every_language() {
        for status in Status::ALL {
            assert!(Language::ALL.iter().all(|language| !status_words(status, *language).is_empty()));
        }
        assert_eq!(status_words(Status::Delivered, Language::Fr), ["livre"]);
        assert_eq!(status_words(Status::Sending, Language::En), ["en", "cours", "sending"]);
    }
}
