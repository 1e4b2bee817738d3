//! Text as it is compared and searched: without case, accents, and the spellings of Arabic that sound the same.
//!
//! What is folded is never shown. Both sides of a comparison go through [`fold`]: the search and its index, the name in
//! a file and the name of a client, the placeholder as typed and as known.

/// Folds a text for comparison (the specification, section 8, "Search").
///
/// - Lower case; Latin letters lose their accents, `œ` `æ` `ß` become `oe` `ae` `ss`, combining marks are dropped.
/// - Arabic: every alef is `ا`, hamza on waw is `و`, hamza on ya, alef maqsura and Persian ya are `ي`, Persian kaf is
///   `ك`, ta marbuta is `ه`; tashkeel and tatweel are dropped.
/// - Arabic-Indic digits of both kinds become `0` to `9`.
/// - Any run of white space becomes one plain space, none at the ends; curly apostrophes become `'`; marks that cannot
///   be seen (direction, joiners) are dropped.
///
/// Folding twice changes nothing more.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        fold_char(c, |one| {
            // Written only once something follows: a dropped mark between two spaces must not leave both of them.
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            folded.push(one);
        });
    }
    folded
}

/// What one character that is no white space becomes: nothing, one character or several.
pub(crate) fn fold_char(c: char, mut write: impl FnMut(char)) {
    for lower in c.to_lowercase() {
        match latin(lower) {
            Some(letters) => letters.chars().for_each(&mut write),
            None => plain(lower).into_iter().for_each(&mut write),
        }
    }
}

/// The folded words of a text: what stands between characters that are neither letters nor digits.
///
/// Punctuation alone has no word (the specification, section 8, "Search").
pub fn words(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The digits of a text and nothing else, Arabic-Indic ones as `0` to `9`.
pub fn digits(text: &str) -> String {
    text.chars().filter_map(ascii_digit).collect()
}

/// A decimal digit, European, Arabic-Indic or Persian, as `0` to `9`.
pub fn ascii_digit(c: char) -> Option<char> {
    let value = match c {
        '0'..='9' => return Some(c),
        '\u{660}'..='\u{669}' => u32::from(c) - 0x660,
        '\u{6F0}'..='\u{6F9}' => u32::from(c) - 0x6F0,
        _ => return None,
    };
    char::from_digit(value, 10)
}

/// Whether a character takes no room on a screen: marks of direction, joiners, soft hyphen, byte order mark. They come
/// along when a phone number or a name is copied from a message or a right-to-left page.
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{61C}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
    )
}

/// The plain letters of an accented lower-case Latin letter or ligature: Latin-1, Latin Extended-A, the Romanian
/// letters, and the dotted letters with which Amazigh names are written. `None` for everything else.
pub(crate) fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ð' | 'ď' | 'đ' | 'ḍ' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' | 'ǧ' => "g",
        'ĥ' | 'ħ' | 'ḥ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĳ' => "ij",
        'ĵ' => "j",
        'ķ' | 'ĸ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' | 'ŉ' | 'ŋ' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' | 'ṛ' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'ſ' | 'ṣ' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' | 'ṭ' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' | 'ẓ' => "z",
        _ => return None,
    })
}

/// What one lower-case character outside [`latin`] becomes; `None` if it is dropped.
fn plain(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(c);
    }
    match c {
        '\u{300}'..='\u{36F}' => None,
        // Tashkeel, the signs of the Quran, and hamza or madda written apart from its alef.
        '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6DC}' | '\u{6DF}'..='\u{6E4}' => {
            None
        }
        '\u{6E7}' | '\u{6E8}' | '\u{6EA}'..='\u{6ED}' => None,
        'ـ' => None,
        'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
        'ؤ' => Some('و'),
        'ئ' | 'ى' | 'ی' => Some('ي'),
        'ک' => Some('ك'),
        'ة' => Some('ه'),
        '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2BC}' => Some('\''),
        _ if is_invisible(c) => None,
        _ => Some(ascii_digit(c).unwrap_or(c)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", "")]
    #[case(" \t\r\n", "")]
    #[case("Été", "ete")]
    #[case("L’Œuvre d‘Æsop", "l'oeuvre d'aesop")]
    #[case("STRASSE straße STRAẞE", "strasse strasse strasse")]
    #[case("  Aït\u{A0}\u{202F} Ben-Haddou\n", "ait ben-haddou")]
    #[case("e\u{301}te\u{301}", "ete")]
    #[case("İzmir ıl", "izmir il")]
    #[case("Ḥasan Ṭariq D\u{323}ris", "hasan tariq dris")]
    #[case("أحمد إبراهيم آمنة ٱلله", "احمد ابراهيم امنه الله")]
    #[case("ا\u{654}حمد", "احمد")]
    #[case("فؤاد هانئ مصطفى", "فواد هاني مصطفي")]
    #[case("کریم", "كريم")]
    #[case("مُحَمَّدٌ", "محمد")]
    #[case("محـــمد", "محمد")]
    #[case("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹", "0123456789 0123456789")]
    #[case("\u{200F}سلمى\u{200E} \u{2067}Bennani\u{2069}", "سلمي bennani")]
    #[case("a \u{301} b", "a b")]
    fn folds(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(fold(text), expected);
    }

    #[rstest]
    #[case("ÀÁÂÃÄÅàáâãäåĀāĂăĄą", 'a')]
    #[case("ÇçĆćĈĉĊċČč", 'c')]
    #[case("ÐðĎďĐđ", 'd')]
    #[case("ÈÉÊËèéêëĒēĔĕĖėĘęĚě", 'e')]
    #[case("ĜĝĞğĠġĢģ", 'g')]
    #[case("ĤĥĦħ", 'h')]
    #[case("ÌÍÎÏìíîïĨĩĪīĬĭĮįİı", 'i')]
    #[case("Ĵĵ", 'j')]
    #[case("Ķķĸ", 'k')]
    #[case("ĹĺĻļĽľĿŀŁł", 'l')]
    #[case("ÑñŃńŅņŇňŉŊŋ", 'n')]
    #[case("ÒÓÔÕÖØòóôõöøŌōŎŏŐő", 'o')]
    #[case("ŔŕŖŗŘř", 'r')]
    #[case("ŚśŜŝŞşŠšſ", 's')]
    #[case("ŢţŤťŦŧ", 't')]
    #[case("ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲų", 'u')]
    #[case("Ŵŵ", 'w')]
    #[case("ÝýÿŶŷŸ", 'y')]
    #[case("ŹźŻżŽž", 'z')]
    fn strips_every_accent(#[case] letters: &str, #[case] base: char) {
        for c in letters.chars() {
            assert_eq!(fold(&c.to_string()), base.to_string(), "{c}");
        }
    }

    #[test]
    fn leaves_no_accented_letter_of_latin_1_and_extended_a() {
        for c in ('À'..='ſ').filter(|c| c.is_alphabetic()) {
            assert!(fold(&c.to_string()).is_ascii(), "{c}");
        }
    }

    #[test]
    fn folding_any_character_twice_changes_nothing() {
        for c in '\0'..=char::MAX {
            let once = fold(&c.to_string());
            assert_eq!(fold(&once), once, "U+{:04X}", u32::from(c));
        }
    }

    #[rstest]
    #[case("", &[])]
    #[case("… – !?", &[])]
    #[case("Rappel: l’Été, 06-12", &["rappel", "l", "ete", "06", "12"])]
    #[case("السلام عليكم، أمّا بعد", &["السلام", "عليكم", "اما", "بعد"])]
    fn splits_into_words(#[case] text: &str, #[case] expected: &[&str]) {
        assert_eq!(words(text), expected);
    }

    #[rstest]
    #[case("+212 (0)6 ١٢.۳۴", "212061234")]
    #[case("aucun", "")]
    fn keeps_digits(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(digits(text), expected);
    }

    proptest! {
        #[test]
        fn is_idempotent(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn leaves_single_plain_spaces(text in "[\\s\u{301}\u{200F}aé]{0,20}") {
            let folded = fold(&text);
            prop_assert!(!folded.contains("  "));
            prop_assert_eq!(folded.trim(), folded.as_str());
            prop_assert!(folded.chars().all(|c| c == ' ' || !c.is_whitespace()));
        }

        #[test]
        fn words_are_folded_already(text in any::<String>()) {
            for word in words(&text) {
                prop_assert_eq!(fold(&word), word);
            }
        }
    }
}
