use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::fold::fold;

/// The default alphabet as its table stands in 3GPP TS 23.038, 6.2.1, without the escape to the extension table.
const DEFAULT: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
    ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENSION: &str = "\u{C}^{}\\[~]|€";

#[rstest]
#[case::column_0("@£$¥èéùìòÇ\nØø\rÅå")]
#[case::column_1("Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ")]
#[case::column_2(" !\"#¤%&'()*+,-./")]
#[case::column_3("0123456789:;<=>?")]
#[case::column_4("¡ABCDEFGHIJKLMNO")]
#[case::column_5("PQRSTUVWXYZÄÖÑÜ§")]
#[case::column_6("¿abcdefghijklmno")]
#[case::column_7("pqrstuvwxyzäöñüà")]
fn a_character_of_the_default_alphabet_takes_one_unit(#[case] column: &str) {
    for c in column.chars() {
        let one = parts(&c.to_string());
        assert_eq!((one.encoding, one.units, one.parts, one.left), (Encoding::Gsm7, 1, 1, 159), "{c:?}");
        assert!(one.forcing.is_empty() && one.double.is_empty(), "{c:?}");
    }
}

#[rstest]
fn a_character_of_the_extension_table_takes_two_units(
    #[values('\u{C}', '^', '{', '}', '\\', '[', '~', ']', '|', '€')] c: char,
) {
    let one = parts(&c.to_string());
    assert_eq!((one.encoding, one.units, one.parts, one.left), (Encoding::Gsm7, 2, 1, 158));
    assert_eq!(one.double, [Forcing { at: 0, char: c }]);
    let in_ucs2 = parts(&format!("ç{c}"));
    assert_eq!((in_ucs2.encoding, in_ucs2.units, in_ucs2.double), (Encoding::Ucs2, 2, vec![]));
}

#[test]
fn the_tables_are_whole_and_nothing_else_is_gsm_7() {
    assert_eq!((DEFAULT.chars().count(), EXTENSION.chars().count()), (127, 10));
    for c in '\0'..=char::MAX {
        let expected = if DEFAULT.contains(c) { Some(1) } else { EXTENSION.contains(c).then_some(2) };
        assert_eq!(alphabet::septets(c), expected, "U+{:04X}", u32::from(c));
    }
}

#[rstest]
#[case("àéèùìòÉÇäöüñÄÖÜÑåÅæÆøØß§£¿¡", None)]
#[case("Votre reçu", Some('ç'))]
#[case("Peut-être", Some('ê'))]
#[case("En août", Some('û'))]
#[case("n’oubliez pas", Some('’'))]
#[case("5\u{202F}000 DH", Some('\u{202F}'))]
#[case("5\u{A0}000 DH", Some('\u{A0}'))]
#[case("Mon cœur", Some('œ'))]
#[case("À bientôt", Some('À'))]
#[case("L'ÉTÉ", None)]
#[case("merci — à demain", Some('—'))]
#[case("e\u{301}", Some('\u{301}'))]
#[case("20 °", Some('°'))]
#[case("السلام", Some('ا'))]
fn tells_the_first_character_that_forces_ucs_2(#[case] text: &str, #[case] forcing: Option<char>) {
    let measured = parts(text);
    assert_eq!(measured.forcing.first().map(|f| f.char), forcing);
    assert_eq!(measured.encoding, if forcing.is_some() { Encoding::Ucs2 } else { Encoding::Gsm7 });
}

#[test]
fn positions_are_in_characters() {
    let measured = parts("é€ 😀 ç");
    assert_eq!(measured.forcing, [Forcing { at: 3, char: '😀' }, Forcing { at: 5, char: 'ç' }]);
    assert_eq!(measured.units, 7);
    assert_eq!(parts("é€a[").double, [Forcing { at: 1, char: '€' }, Forcing { at: 3, char: '[' }]);
}

#[rstest]
#[case::empty("", 0, 0, 0, 160)]
#[case::gsm_one("a", 1, 1, 1, 159)]
#[case::gsm_full("a", 160, 160, 1, 0)]
#[case::gsm_two("a", 161, 161, 2, 145)]
#[case::gsm_two_full("a", 306, 306, 2, 0)]
#[case::gsm_three("a", 307, 307, 3, 152)]
#[case::gsm_ten_full("a", 1530, 1530, 10, 0)]
#[case::gsm_eleven("a", 1531, 1531, 11, 152)]
#[case::pairs_full("€", 80, 160, 1, 0)]
// 76 pairs a part: the 153rd unit cannot hold half of one.
#[case::pairs_two("€", 81, 162, 2, 143)]
#[case::pairs_two_full("€", 152, 304, 2, 1)]
#[case::pairs_three("€", 153, 306, 3, 151)]
#[case::ucs2_one("ç", 1, 1, 1, 69)]
#[case::ucs2_full("ç", 70, 70, 1, 0)]
#[case::ucs2_two("ç", 71, 71, 2, 63)]
#[case::ucs2_two_full("م", 134, 134, 2, 0)]
#[case::ucs2_three("م", 135, 135, 3, 66)]
#[case::surrogates_full("😀", 35, 70, 1, 0)]
#[case::surrogates_two("😀", 36, 72, 2, 61)]
#[case::surrogates_two_full("😀", 66, 132, 2, 1)]
#[case::surrogates_three("😀", 67, 134, 3, 65)]
fn counts_at_the_borders(
    #[case] repeated: &str,
    #[case] times: usize,
    #[case] units: u32,
    #[case] parts_expected: u32,
    #[case] left: u32,
) {
    let measured = parts(&repeated.repeat(times));
    assert_eq!((measured.units, measured.parts, measured.left), (units, parts_expected, left));
}

#[rstest]
// A pair that begins at the last unit of a part moves to the next one.
#[case("a", 152, "€", "a", 7, 2, 144)]
#[case("a", 151, "€", "a", 8, 2, 145)]
#[case("a", 152, "€", "a", 152, 3, 152)]
#[case("a", 151, "€", "a", 153, 2, 0)]
#[case("ç", 66, "😀", "a", 3, 2, 62)]
#[case("ç", 65, "😀", "a", 4, 2, 63)]
#[case("ç", 66, "😀", "a", 66, 3, 66)]
#[case("ç", 65, "😀", "a", 67, 2, 0)]
fn never_divides_a_pair(
    #[case] before: &str,
    #[case] times_before: usize,
    #[case] pair: &str,
    #[case] after: &str,
    #[case] times_after: usize,
    #[case] parts_expected: u32,
    #[case] left: u32,
) {
    let measured = parts(&(before.repeat(times_before) + pair + &after.repeat(times_after)));
    assert_eq!((measured.parts, measured.left), (parts_expected, left));
}

#[rstest]
#[case("\u{2010}\u{2011}–—−•", "------")]
#[case("l’été ‘bien’ l`eau", "l'été 'bien' l'eau")]
#[case("«\u{A0}reçu\u{202F}» “ok”", "\" reçu \" \"ok\"")]
#[case("Attendez…\tmerci", "Attendez... merci")]
#[case("a\u{200B}b\u{200D}c\u{FEFF}d\u{AD}e\u{200F}", "abcde")]
fn downgrades_what_changes_no_letter(#[case] text: &str, #[case] expected: &str) {
    let replaced: String = text.chars().map(|c| downgrade(c).map_or_else(|| c.to_string(), str::to_owned)).collect();
    assert_eq!(replaced, expected);
}

#[rstest]
#[case("çêâîôûëïœÀÈÊÙÎÔŒ", "ceaioueioeAEEUIOOE")]
#[case("éèàùìòÉÇñß", "éèàùìòÉÇñß")]
#[case("Ÿ ẞ Ĳ Þ İ ı e\u{302} n°", "Y SS IJ TH I i e no")]
#[case("Ḥasan 😀 سلام", "Hasan 😀 سلام")]
fn unaccents_what_gsm_7_lacks(#[case] text: &str, #[case] expected: &str) {
    let replaced: String = text.chars().map(|c| unaccent(c).map_or_else(|| c.to_string(), str::to_owned)).collect();
    assert_eq!(replaced, expected);
}

#[test]
fn a_replacement_is_gsm_7_and_leaves_gsm_7_alone() {
    for c in '\0'..=char::MAX {
        for replacement in downgrade(c).into_iter().chain(unaccent(c)) {
            assert_eq!(alphabet::septets(c), None, "{c:?}");
            assert_eq!(Encoding::of(replacement), Encoding::Gsm7, "{c:?}");
        }
        if let Some(letters) = unaccent(c).filter(|_| c.is_alphabetic() && !"ªº".contains(c)) {
            assert_eq!(fold(letters), fold(&c.to_string()), "the same word for the search: {c:?}");
        }
    }
}

#[test]
fn codes_and_names_lead_back_to_the_encoding() {
    for encoding in [Encoding::Gsm7, Encoding::Ucs2] {
        assert_eq!(Encoding::from_code(encoding.code()), Some(encoding));
        let json = serde_json::to_string(&encoding).unwrap();
        assert_eq!(serde_json::from_str::<Encoding>(&json).unwrap(), encoding);
    }
    assert_eq!(Encoding::from_code(2), None);
    assert_eq!([Encoding::Gsm7, Encoding::Ucs2].map(Encoding::name), ["GSM-7", "UCS-2"]);
}

/// The parts written out one after the other, as a network would see them.
fn written_out(text: &str) -> (Encoding, Vec<u32>) {
    let gsm = text.chars().all(|c| DEFAULT.contains(c) || EXTENSION.contains(c));
    let pair = |c: char| if gsm { EXTENSION.contains(c) } else { c.len_utf16() == 2 };
    let (encoding, single, per_part) = if gsm { (Encoding::Gsm7, 160, 153) } else { (Encoding::Ucs2, 70, 67) };
    let sizes: Vec<u32> = text.chars().map(|c| if pair(c) { 2 } else { 1 }).collect();
    let total: u32 = sizes.iter().sum();
    if total <= single {
        return (encoding, if total == 0 { vec![] } else { vec![total] });
    }
    let mut filled = vec![0];
    for size in sizes {
        match filled.last_mut() {
            Some(last) if *last + size <= per_part => *last += size,
            _ => filled.push(size),
        }
    }
    (encoding, filled)
}

/// Texts around the borders of parts, in both encodings, with pairs anywhere.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zé €{}\n]{0,500}",
        "[aم😀ç€ ]{0,220}",
        "a{150,155}[€a]{0,8}[a€]{0,160}",
        "ç{64,68}[😀ç]{0,5}[ç😀]{0,80}",
        any::<String>(),
    ]
}

proptest! {
    #[test]
    fn agrees_with_the_parts_written_out(text in texts()) {
        let measured = parts(&text);
        let (encoding, filled) = written_out(&text);
        prop_assert_eq!(measured.encoding, encoding);
        prop_assert_eq!(measured.units, filled.iter().sum::<u32>());
        prop_assert_eq!(usize::try_from(measured.parts).unwrap(), filled.len());
        let room = if filled.len() > 1 { encoding.per_part() } else { encoding.single() };
        prop_assert_eq!(measured.left, room - filled.last().copied().unwrap_or_default());
        prop_assert_eq!(count(&text), (measured.encoding, measured.parts));
    }

    #[test]
    fn the_units_left_are_what_still_fits(text in texts()) {
        let measured = parts(&text);
        let filler = if measured.encoding == Encoding::Gsm7 { "a" } else { "ç" };
        let full = text.clone() + &filler.repeat(usize::try_from(measured.left).unwrap());
        prop_assert_eq!(count(&full).1, measured.parts.max(1));
        prop_assert_eq!(count(&(full + filler)).1, measured.parts.max(1) + 1);
    }

    #[test]
    fn a_longer_text_never_takes_fewer_parts(text in texts(), more in texts()) {
        prop_assert!(count(&(text.clone() + &more)).1 >= count(&text).1);
        prop_assert!(count(&(more + &text)).1 >= count(&text).1);
    }

    #[test]
    fn every_position_leads_to_its_character(text in texts()) {
        let measured = parts(&text);
        let characters: Vec<char> = text.chars().collect();
        for found in measured.forcing.iter().chain(&measured.double) {
            prop_assert_eq!(characters[usize::try_from(found.at).unwrap()], found.char);
        }
        prop_assert_eq!(measured.forcing.is_empty(), measured.encoding == Encoding::Gsm7);
        prop_assert!(measured.forcing.is_empty() || measured.double.is_empty());
    }

    #[test]
    fn the_octets_are_in_the_parts_that_were_measured_and_lead_back(text in texts()) {
        let measured = parts(&text);
        let (encoding, octets) = encode(&text);
        prop_assert_eq!((encoding, u32::try_from(octets.len()).unwrap()), (measured.encoding, measured.parts));
        let units: usize = octets.iter().map(Vec::len).sum();
        let size = if encoding == Encoding::Gsm7 { 1 } else { 2 };
        prop_assert_eq!(units, usize::try_from(measured.units).unwrap() * size);
        // Each part by itself, so that a divided pair would show.
        let back: String = octets.iter().map(|part| decode(encoding, part)).collect();
        prop_assert_eq!(back, text);
    }
}

#[rstest]
#[case("Réglez 5 € @ PHARMA", Encoding::Gsm7, b"R\x05glez 5 \x1B\x65 \x00 PHARMA")]
#[case("{[\\]}^~|\u{C}", Encoding::Gsm7, b"\x1B\x28\x1B\x3C\x1B\x2F\x1B\x3E\x1B\x29\x1B\x14\x1B\x3D\x1B\x40\x1B\x0A")]
#[case("$_¡¿Ç§à", Encoding::Gsm7, b"\x02\x11\x40\x60\x09\x5F\x7F")]
#[case("reçu", Encoding::Ucs2, b"\0r\0e\0\xE7\0u")]
#[case("مرحبا", Encoding::Ucs2, b"\x06\x45\x06\x31\x06\x2D\x06\x28\x06\x27")]
#[case("😀", Encoding::Ucs2, b"\xD8\x3D\xDE\x00")]
fn octets_are_those_of_the_standard(#[case] text: &str, #[case] encoding: Encoding, #[case] octets: &[u8]) {
    assert_eq!(encode(text), (encoding, vec![octets.to_vec()]));
}

#[test]
fn an_empty_text_has_no_part() {
    assert_eq!(encode(""), (Encoding::Gsm7, vec![]));
}

#[rstest]
#[case(Encoding::Gsm7, b"caf\xE9 \x1B", "café \u{FFFD}")]
#[case(Encoding::Gsm7, b"\x1BA", "A")]
#[case(Encoding::Ucs2, b"\0a\xD8\x3D", "a\u{FFFD}")]
#[case(Encoding::Ucs2, b"\0a\0", "a\u{FFFD}")]
fn what_comes_in_broken_is_read_as_far_as_it_goes(
    #[case] encoding: Encoding,
    #[case] octets: &[u8],
    #[case] text: &str,
) {
    assert_eq!(decode(encoding, octets), text);
}
