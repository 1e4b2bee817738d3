//! Words about health in a text: a medicine, a test, an illness. An SMS lies open on a phone that others see, so whoever
//! writes such a word is warned, and offered a wording that says nothing of it (the specification, section 7, "Health
//! data"). Never more than a warning: only a person knows what is meant.

mod words;

use crate::campaign::Objective;
use crate::fold::{fold_char, words as folded_words};
use crate::template::{Class, Variant};

/// The most words that a pharmacy adds to the lists.
pub const MAX_OWN: usize = 100;
/// The most characters of one of them.
pub const MAX_WORD: usize = 40;
/// The most words that a warning names.
const MAX_NAMED: usize = 8;

/// A word about health in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its first character, from 0.
    pub at: usize,
    /// How many characters it has.
    pub len: usize,
}

/// A word of a text as it is compared, and where it stands.
#[derive(Debug)]
struct Token {
    found: Found,
    folded: String,
}

/// The words about health of a text, in their order: those of the lists in French, Arabic and English, and `own`. They are
/// compared as the search compares (`domain::fold`), as whole words: the plural of a Latin word and what Arabic writes
/// together with a word (the article, `و`, `ب`, `ل`) are the same word, `bicancer` is not `cancer`. An entry of several
/// words is found where they follow one another.
pub fn found(text: &str, own: &[String]) -> Vec<Found> {
    let own: Vec<Vec<String>> = own.iter().map(|entry| folded_words(entry)).collect();
    let tokens = tokens(text);
    let mut found = vec![];
    let mut rest = tokens.as_slice();
    while let Some((first, after)) = rest.split_first() {
        let (begins, is_ascii) = (first.folded.as_bytes().first(), first.folded.is_ascii());
        // While somebody types, most entries are out at their first letter.
        let may = |entry: &&str| match entry.as_bytes().first() {
            Some(letter) if letter.is_ascii() => Some(letter) == begins,
            _ => !is_ascii,
        };
        let known = words::all().filter(may);
        let known = known.map(|entry| starts(rest, entry.split(' ')));
        let added = own.iter().map(|entry| starts(rest, entry.iter().map(String::as_str)));
        let length = known.chain(added).max().unwrap_or(0);
        let Some(last) = length.checked_sub(1).and_then(|last| rest.get(last)) else {
            rest = after;
            continue;
        };
        let (begin, end) = (first.found.at, last.found.at + last.found.len);
        found.push(Found { at: begin, len: end - begin });
        rest = rest.get(length..).unwrap_or_default();
    }
    found
}

/// The words about health of a text as they are written there, each once, the first eight.
pub fn named(text: &str, own: &[String]) -> Vec<String> {
    let mut named: Vec<String> = vec![];
    for Found { at, len } in found(text, own) {
        let word: String = text.chars().skip(at).take(len).collect();
        if named.len() < MAX_NAMED && named.iter().all(|known| folded_words(known) != folded_words(&word)) {
            named.push(word);
        }
    }
    named
}

/// A text that says nothing of health, to be used instead.
pub const fn neutral(objective: Objective, class: Class, variant: Variant) -> &'static str {
    match (objective, class, variant) {
        (_, Class::Promotion, Variant::Default) => {
            "{pharmacie} : une offre vous attend au comptoir. Pour ne plus recevoir nos offres, répondez STOP."
        }
        (_, Class::Promotion, Variant::Arabic) => "{pharmacie}: عرض في انتظاركم. لإيقاف العروض أرسلوا توقف",
        (Objective::BalanceReminder, _, Variant::Default) => {
            "Bonjour {prenom|Madame, Monsieur}, votre solde est de {solde}. Merci de passer nous voir. {pharmacie} {telephone}"
        }
        (Objective::BalanceReminder, _, Variant::Arabic) => "رصيدكم المستحق هو {solde}. {pharmacie} {telephone}",
        // One SMS in spite of the ê: it stays under 70 characters with usual names.
        (Objective::Custom, _, Variant::Default) => "Votre commande est prête. {pharmacie} {telephone}",
        (Objective::Custom, _, Variant::Arabic) => "طلبيتكم جاهزة. {pharmacie} {telephone}",
    }
}

/// How many tokens an entry takes where it stands at the beginning; 0 if it does not.
fn starts<'a>(tokens: &[Token], entry: impl Iterator<Item = &'a str>) -> usize {
    let mut length = 0;
    for word in entry {
        if !tokens.get(length).is_some_and(|token| is(&token.folded, word)) {
            return 0;
        }
        length += 1;
    }
    length
}

/// Whether a word of a text is a word of a list.
fn is(token: &str, word: &str) -> bool {
    if token == word {
        return true;
    }
    if word.is_ascii() {
        return token.strip_prefix(word).is_some_and(|ending| matches!(ending, "s" | "x" | "es"));
    }
    token.strip_suffix(word).is_some_and(|before| words::WRITTEN_BEFORE.contains(&before))
}

/// The words of a text, as [`folded_words`] gives them, with their places.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = vec![];
    let mut open = false;
    for (at, c) in text.chars().enumerate() {
        if c.is_whitespace() {
            open = false;
            continue;
        }
        fold_char(c, |letter| {
            if !letter.is_alphanumeric() {
                open = false;
                return;
            }
            match tokens.last_mut().filter(|_| open) {
                Some(token) => {
                    token.folded.push(letter);
                    token.found.len = at + 1 - token.found.at;
                }
                None => tokens.push(Token { found: Found { at, len: 1 }, folded: letter.into() }),
            }
            open = true;
        });
    }
    tokens
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;
    use crate::fold::fold;
    use crate::money::Money;
    use crate::sms::{Encoding, count};
    use crate::template::{Fields, Template};

    #[rstest]
    #[case("Bonjour {prenom|client}, votre commande vous attend. {pharmacie}", &[])]
    #[case("Votre solde est de {solde}. Merci de passer nous voir.", &[])]
    #[case("20 % sur les crèmes solaires et les jouets jusqu'à samedi", &[])]
    #[case("Ceci est un test", &[])]
    #[case("Votre insuline est arrivée", &["insuline"])]
    #[case("VOTRE INSULINE", &["INSULINE"])]
    #[case("Renouvelez votre traitement pour l’hypertension.", &["traitement", "hypertension"])]
    #[case("vos comprimés, vos gélules", &["comprimés", "gélules"])]
    #[case("diabète, Diabete, DIABÈTE", &["diabète"])]
    #[case("d-i-a-b-e-t-e", &[])]
    #[case("bicancer, cancerogene", &[])]
    #[case("Résultat de votre test de grossesse", &["test de grossesse"])]
    #[case("prise\n de   sang", &["prise\n de   sang"])]
    #[case("prise de vue", &[])]
    #[case("Your blood test and your vaccine", &["blood test", "vaccine"])]
    #[case("دواء السكري جاهز", &["دواء", "السكري"])]
    #[case("وللسُّكَّريّ", &["وللسُّكَّري"])]
    #[case("طلبيتكم جاهزة", &[])]
    #[case("", &[])]
    fn words_about_health_are_found(#[case] text: &str, #[case] expected: &[&str]) {
        assert_eq!(named(text, &[]), expected, "{text}");
    }

    #[test]
    fn a_pharmacy_has_words_of_its_own() {
        let own = ["Sirop Zéphyr".to_owned(), " - ".to_owned(), "patchs".to_owned()];
        assert_eq!(named("Le sirop zephyr et le sirop", &own), ["sirop zephyr"]);
        assert_eq!(named("Vos patchs", &own), ["patchs"]);
        assert_eq!(named("Rien de tout cela", &own), Vec::<String>::new());
    }

    #[test]
    fn a_warning_names_only_a_few() {
        let text = words::all().collect::<Vec<_>>().join(", ");
        assert_eq!(named(&text, &[]).len(), MAX_NAMED);
        assert!(found(&text, &[]).len() > 100);
    }

    #[test]
    fn every_entry_is_folded_and_found_and_stands_once() {
        let mut seen = std::collections::BTreeSet::new();
        for entry in words::all() {
            assert_eq!(folded_words(entry).join(" "), entry);
            assert_eq!(found(entry, &[]).first().map(|found| found.len), Some(entry.chars().count()), "{entry}");
            assert!(seen.insert(entry), "{entry} twice");
        }
        assert!(words::WRITTEN_BEFORE.iter().all(|before| fold(before) == *before));
    }

    #[test]
    fn what_is_proposed_says_nothing_of_health_and_is_cheap() {
        let fields = Fields {
            first_name: Some("Mohammed"),
            last_name: None,
            balance: Some(Money::from_centimes(125_050)),
            pharmacy: "Pharmacie Al Amal",
            pharmacy_phone: "05 22 48 17 60",
        };
        for (objective, class, variant) in Objective::ALL
            .iter()
            .flat_map(|o| Class::ALL.iter().map(move |c| (*o, *c)))
            .flat_map(|(o, c)| Variant::ALL.map(|v| (o, c, v)))
        {
            let text = neutral(objective, class, variant);
            assert_eq!(named(text, &[]), Vec::<String>::new());
            let template = Template::parse(text).unwrap();
            assert_eq!(template.source(), text);
            let (encoding, parts) = count(&template.render(&fields).unwrap());
            assert!(parts == 1 || encoding == Encoding::Ucs2 && parts == 2, "{text}: {parts}");
            if class.needs_consent() {
                assert_eq!(template.lacks_as_promotion("Pharmacie Al Amal"), []);
            }
        }
    }

    proptest! {
        #[test]
        fn tokens_are_the_words_of_the_search(text in any::<String>()) {
            let folded: Vec<String> = tokens(&text).into_iter().map(|token| token.folded).collect();
            prop_assert_eq!(folded, folded_words(&text));
        }

        #[test]
        fn a_word_is_found_where_it_stands(before in "[a-zé ,.]{0,12}", after in "[ ,.!]?[a-zé ,.]{0,12}") {
            let text = format!("{before} Insulïne {after}");
            let at = before.chars().count() + 1;
            let all = found(&text, &[]);
            prop_assert!(all.iter().any(|found| found.at <= at && found.at + found.len >= at + 8), "{all:?}");
            let length = text.chars().count();
            prop_assert!(all.iter().all(|found| found.len > 0 && found.at + found.len <= length));
            prop_assert!(all.windows(2).all(|two| two[0].at + two[0].len <= two[1].at));
        }
    }
}
