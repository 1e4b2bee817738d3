//! Where a search was found in what is shown. It compares as the search does (the specification, section 8, "Search"), with
//! the same folding, and so marks nothing that the search did not mean.

use std::ops::Range;

use super::search::{Term, Word, terms};
use crate::fold::{ascii_digit, fold_char};

/// What stands before a phone of Morocco in place of its first 0.
const COUNTRY: &str = "212";

/// What a search looks for, to be marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Highlight {
    terms: Vec<Term>,
    /// What is marked in words.
    words: Vec<String>,
}

impl Highlight {
    /// Of a search as it was typed.
    pub fn of(search: &str) -> Self {
        let terms = terms(search);
        // Of a phone that was typed in groups, a group of two digits means nothing by itself.
        let counts = |term: &Term, word: &Word| term.number.is_none() || word.number.is_some();
        let of_term = |term: &Term| -> Vec<String> {
            term.words.iter().filter(|word| counts(term, word)).map(|word| word.text.clone()).collect()
        };
        Self { words: terms.iter().flat_map(of_term).collect(), terms }
    }

    /// Nothing is looked for.
    pub const fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The parts of a text that were looked for, as ranges of its bytes from left to right: the beginnings of its words.
    pub fn in_text(&self, text: &str) -> Vec<Range<usize>> {
        let mut marks = vec![];
        if self.is_empty() {
            return marks;
        }
        let mut word: Vec<(char, Range<usize>)> = vec![];
        for (start, c) in text.char_indices() {
            let place = start..start + c.len_utf8();
            if c.is_whitespace() {
                marks.extend(self.in_word(&word));
                word.clear();
                continue;
            }
            let mut is_dropped = true;
            fold_char(c, |one| {
                is_dropped = false;
                if one.is_alphanumeric() {
                    word.push((one, place.clone()));
                } else {
                    marks.extend(self.in_word(&word));
                    word.clear();
                }
            });
            // A mark belongs to the letter that it stands on.
            if let (true, Some((_, letter))) = (is_dropped, word.last_mut()) {
                letter.end = place.end;
            }
        }
        marks.extend(self.in_word(&word));
        joined(marks)
    }

    /// The beginning of a folded word, where it is one that is looked for.
    fn in_word(&self, word: &[(char, Range<usize>)]) -> Option<Range<usize>> {
        let begins = |wanted: &&String| {
            let mut letters = word.iter();
            wanted.chars().all(|wanted| letters.next().is_some_and(|(letter, _)| *letter == wanted))
        };
        let longest = self.words.iter().filter(begins).map(|word| word.chars().count()).max()?;
        let (_, first) = word.first()?;
        let (_, last) = word.get(longest.checked_sub(1)?)?;
        Some(first.start..last.end)
    }

    /// The digits of a phone, as it is read in Morocco (`06 12 34 56 78`), that were looked for in its national or its
    /// international form.
    pub fn in_phone(&self, phone: &str) -> Vec<Range<usize>> {
        let digit = |(start, c): (usize, char)| Some((ascii_digit(c)?, start..start + c.len_utf8()));
        let (national, places): (String, Vec<Range<usize>>) = phone.char_indices().filter_map(digit).unzip();
        let international = national.strip_prefix('0').map(|rest| String::from(COUNTRY) + rest);
        // Every digit of the country's prefix stands for the 0.
        let ahead = COUNTRY.len() - 1;
        let found = |wanted: &String| -> Vec<Range<usize>> {
            let here = national.match_indices(wanted.as_str()).map(|(at, _)| (at, at + wanted.len()));
            let abroad = international.iter().flat_map(|number| number.match_indices(wanted.as_str()));
            let abroad = abroad.map(|(at, _)| (at.saturating_sub(ahead), (at + wanted.len()).saturating_sub(ahead)));
            let bytes = |(from, to): (usize, usize)| Some(places.get(from)?.start..places.get(to.max(1) - 1)?.end);
            here.chain(abroad).filter_map(bytes).collect()
        };
        // The groups of a number count where the number as a whole does not stand here.
        let of_term = |term: &Term| {
            let whole: Vec<Range<usize>> = term.number.iter().flat_map(&found).collect();
            let groups = term.words.iter().filter_map(|word| word.number.as_ref());
            if whole.is_empty() { groups.flat_map(&found).collect() } else { whole }
        };
        joined(self.terms.iter().flat_map(of_term).collect())
    }
}

/// Ranges in their order, those that touch one another as one. There are a few only: no sort is worth its size here.
fn joined(marks: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut ordered: Vec<Range<usize>> = vec![];
    for mark in marks {
        let place = ordered.iter().rposition(|other| other.start <= mark.start).map_or(0, |before| before + 1);
        ordered.insert(place, mark);
    }
    let mut joined: Vec<Range<usize>> = vec![];
    for mark in ordered {
        match joined.last_mut() {
            Some(last) if mark.start <= last.end => last.end = last.end.max(mark.end),
            _ => joined.push(mark),
        }
    }
    joined
}

/// A text cut at its marks: each piece, and whether it is marked. Together they are the text.
pub fn pieces<'a>(text: &'a str, marks: &[Range<usize>]) -> Vec<(&'a str, bool)> {
    let mut pieces = vec![];
    let mut done = 0;
    for mark in marks {
        if let (Some(before), Some(marked)) = (text.get(done..mark.start), text.get(mark.clone())) {
            pieces.extend([(before, false), (marked, true)]);
            done = mark.end;
        }
    }
    pieces.extend(text.get(done..).map(|rest| (rest, false)));
    pieces.retain(|(piece, _)| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;
    use crate::fold::{fold, words};

    /// The marked pieces of a text in brackets.
    fn shown(text: &str, marks: &[Range<usize>]) -> String {
        let piece = |(piece, marked): &(&str, bool)| {
            if *marked { ["[", piece, "]"].concat() } else { (*piece).to_owned() }
        };
        pieces(text, marks).iter().map(piece).collect()
    }

    #[rstest]
    #[case("ete", "Bel Été, l’été à Sète", "Bel [Été], l’[été] à Sète")]
    #[case("sol DH", "Votre solde : 120,50 DH. Soldes !", "Votre [sol]de : 120,50 [DH]. [Sol]des !")]
    #[case("coe", "Cœur", "[Cœ]ur")]
    #[case("co", "Cœur", "[Cœ]ur")]
    #[case("e\u{301}te\u{301}", "e\u{301}te\u{301}s", "[e\u{301}te\u{301}]s")]
    #[case("ete", "e\u{301}te\u{301}s", "[e\u{301}te\u{301}]s")]
    #[case("idrissi amina", "Amina El Idrissi", "[Amina] El [Idrissi]")]
    #[case("am amina", "Amina", "[Amina]")]
    #[case("احمد", "السيد أحمد العلوي", "السيد [أحمد] العلوي")]
    #[case("محمد", "مُحَمَّد", "[مُحَمَّد]")]
    #[case("فاطمه", "فاطمـــة الزهراء", "[فاطمـــة] الزهراء")]
    #[case("١٢", "Le 12 mai", "Le [12] mai")]
    #[case("06 12", "Le 06 à 12 h", "Le 06 à 12 h")]
    #[case("12 dh", "12,50 DH", "[12],50 [DH]")]
    #[case("livre", "Livré", "[Livré]")]
    #[case("ivre", "Livré", "Livré")]
    #[case("ben-haddou", "M. Ben-Haddou", "M. [Ben]-[Haddou]")]
    #[case("...", "fin... !", "fin... !")]
    #[case("", "Amina", "Amina")]
    #[case("a\" OR *", "A la carte, or", "[A] la carte, [or]")]
    fn words_are_marked_where_they_begin(#[case] search: &str, #[case] text: &str, #[case] expected: &str) {
        assert_eq!(shown(text, &Highlight::of(search).in_text(text)), expected);
    }

    #[rstest]
    #[case("0612", "[06 12] 34 56 78")]
    #[case("06 12", "[06 12] 34 56 78")]
    #[case("06.12.34", "[06 12 34] 56 78")]
    #[case("٠٦١٢", "[06 12] 34 56 78")]
    #[case("+212 6 12", "[06 12] 34 56 78")]
    #[case("00212 612", "[06 12] 34 56 78")]
    #[case("+212 (0)6 12 34", "[06 12 34] 56 78")]
    #[case("127", "06 12 34 56 78")]
    #[case("912 612", "0[6 12] 34 56 78")]
    #[case("2126", "[06] 12 34 56 78")]
    #[case("345", "06 12 [34 5]6 78")]
    #[case("212", "[0]6 12 34 56 78")]
    #[case("78", "06 12 34 56 78")]
    #[case("amina 5678", "06 12 34 [56 78]")]
    #[case("0612345678", "[06 12 34 56 78]")]
    #[case("06123456789", "06 12 34 56 78")]
    #[case("amina", "06 12 34 56 78")]
    fn digits_are_marked_anywhere_in_a_phone(#[case] search: &str, #[case] expected: &str) {
        let phone = "06 12 34 56 78";
        assert_eq!(shown(phone, &Highlight::of(search).in_phone(phone)), expected);
    }

    fn are_sound(text: &str, marks: &[Range<usize>]) -> bool {
        let are_apart = marks.windows(2).all(|pair| matches!(pair, [a, b] if a.end < b.start));
        let together: String = pieces(text, marks).iter().map(|(piece, _)| *piece).collect();
        are_apart && together == text && marks.iter().all(|mark| text.get(mark.clone()).is_some_and(|m| !m.is_empty()))
    }

    proptest! {
        #[test]
        fn marks_are_parts_of_the_text(search in any::<String>(), text in any::<String>()) {
            let terms = Highlight::of(&search);
            prop_assert!(are_sound(&text, &terms.in_text(&text)));
            prop_assert!(are_sound(&text, &terms.in_phone(&text)));
        }

        #[test]
        fn every_word_of_a_text_is_found_in_it(text in "\\PC{0,40}") {
            for word in words(&text) {
                let marks = Highlight::of(&word).in_text(&text);
                prop_assert!(!marks.is_empty());
                for mark in marks {
                    prop_assert!(fold(&text[mark]).starts_with(&word));
                }
            }
        }

        #[test]
        fn digits_of_a_phone_are_found_in_it(digits in "0[5-8][0-9]{8}", from in 0..8usize, len in 3..10usize) {
            let pairs: Vec<&str> = digits.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap()).collect();
            let phone = pairs.join(" ");
            let to = (from + len).min(10);
            if to - from >= 3 {
                prop_assert!(!Highlight::of(&digits[from..to]).in_phone(&phone).is_empty());
            }
        }
    }
}
