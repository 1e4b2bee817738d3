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
