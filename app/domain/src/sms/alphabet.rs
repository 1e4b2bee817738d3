//! The GSM 7-bit default alphabet with its extension table (3GPP TS 23.038, 6.2.1 and 6.2.1.1), and what may stand in
//! place of a character that neither has.
//!
//! The national tables of the standard are not used: there is none for French or Arabic, and a phone that does not know
//! a table shows the wrong letters. No replacement is applied by itself: a text is never changed without being shown.

use crate::fold;

/// How many septets a character takes in GSM-7: 1 in the default alphabet, 2 in the extension table (an escape and the
/// character), `None` where it has no place. `Ç` has one, `ç` has none.
pub(super) const fn septets(c: char) -> Option<u32> {
    match c {
        '\n' | '\r' | ' '..='Z' | '_' | 'a'..='z' => Some(1),
        '\u{C}' | '[' | '\\' | ']' | '^' | '{' | '|' | '}' | '~' | '€' => Some(2),
        '¡' | '£' | '¤' | '¥' | '§' | '¿' => Some(1),
        'Ä' | 'Å' | 'Æ' | 'Ç' | 'É' | 'Ñ' | 'Ö' | 'Ø' | 'Ü' => Some(1),
        'ß' | 'à' | 'ä' | 'å' | 'æ' | 'è' | 'é' | 'ì' | 'ñ' | 'ò' | 'ö' | 'ø' | 'ù' | 'ü' => Some(1),
        'Γ' | 'Δ' | 'Θ' | 'Λ' | 'Ξ' | 'Π' | 'Σ' | 'Φ' | 'Ψ' | 'Ω' => Some(1),
        _ => None,
    }
}

/// What announces a character of the extension table.
pub(super) const ESCAPE: u8 = 0x1B;

/// The default alphabet in the order of its codes; what stands at the place of the escape stands for nothing.
const DEFAULT: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u{1B}ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
    ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// The extension table: the code that follows the escape, and the character.
const EXTENSION: [(u8, char); 10] = [
    (0x0A, '\u{C}'),
    (0x14, '^'),
    (0x28, '{'),
    (0x29, '}'),
    (0x2F, '\\'),
    (0x3C, '['),
    (0x3D, '~'),
    (0x3E, ']'),
    (0x40, '|'),
    (0x65, '€'),
];

/// The codes of a character: one, or the escape and one. `None` where it has no place.
pub(super) fn octets(c: char) -> Option<impl Iterator<Item = u8>> {
    let extension = || EXTENSION.iter().find(|(_, its)| *its == c).map(|(code, _)| *code);
    let (escape, code) = match c {
        // What has its code of ASCII, which is nearly every character of a text.
        '\n' | '\r' | ' '..='#' | '%'..='?' | 'A'..='Z' | 'a'..='z' => (None, u8::try_from(c).ok()?),
        _ => match (0..).zip(DEFAULT.chars()).find(|(code, its)| *its == c && *code != ESCAPE) {
            Some((code, _)) => (None, code),
            None => (Some(ESCAPE), extension()?),
        },
    };
    Some(escape.into_iter().chain([code]))
}

/// The character of a code of the default alphabet, or of Latin-1 beyond it.
pub(super) fn plain(code: u8) -> Option<char> {
    match code {
        ESCAPE => None,
        0x80.. => Some(char::from(code)),
        _ => DEFAULT.chars().nth(usize::from(code)),
    }
}

/// The character of a code of the extension table; where it has none, that of the default alphabet, as the standard has it.
pub(super) fn extended(code: u8) -> Option<char> {
    EXTENSION.iter().find(|(its, _)| *its == code).map(|(_, c)| *c).or_else(|| plain(code))
}

/// A replacement that changes neither a letter nor the meaning: dashes, curly quotes, the ellipsis, special spaces;
/// what has no width is removed (`""`). `None` for every other character, so for all of GSM-7.
pub const fn downgrade(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' | '•' => "-",
        '‘' | '’' | '‚' | '‛' | '‹' | '›' | '′' | '\u{2BC}' | '`' | '´' => "'",
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' => "\"",
        '…' => "...",
        '\t' | '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => " ",
        '\u{2028}' | '\u{2029}' => "\n",
        _ if fold::is_invisible(c) => "",
        _ => return None,
    })
}

/// A replacement that changes the spelling: `ê` by `e`, `ç` by `c`, `Œ` by `OE`, a combining accent by nothing. To be
/// offered as a choice with what it saves, never by default: names matter. `None` for what GSM-7 has (`é` stays) and
/// for what has no plain letter.
pub fn unaccent(c: char) -> Option<&'static str> {
    if septets(c).is_some() {
        return None;
    }
    match c {
        '\u{300}'..='\u{36F}' => return Some(""),
        '°' | 'º' => return Some("o"),
        'ª' => return Some("a"),
        'İ' => return Some("I"),
        _ => {}
    }
    let lower = c.to_lowercase().next()?;
    let letters = fold::latin(lower)?;
    if lower == c { Some(letters) } else { capital(letters) }
}

/// What says the same as a character that counts double, in characters that count once. `None` for all others. `€` alone
/// becomes longer by it.
pub const fn single(c: char) -> Option<&'static str> {
    Some(match c {
        '[' | '{' => "(",
        ']' | '}' => ")",
        '\\' | '|' => "/",
        '~' => "-",
        '^' => "'",
        '€' => "EUR",
        '\u{C}' => "\n",
        _ => return None,
    })
}

fn capital(letters: &str) -> Option<&'static str> {
    Some(match letters {
        "ae" => "AE",
        "ij" => "IJ",
        "oe" => "OE",
        "ss" => "SS",
        "th" => "TH",
        _ => {
            let place = usize::from(letters.bytes().next()?.checked_sub(b'a')?);
            return "ABCDEFGHIJKLMNOPQRSTUVWXYZ".get(place..=place);
        }
    })
}
