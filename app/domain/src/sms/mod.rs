//! How many parts a text takes as an SMS: what the preview shows is what is reserved, sent and billed.
//!
//! Counted on the final text, character by character, with nothing stripped or replaced. The rules are those of 3GPP
//! TS 23.038 (alphabets) and TS 23.040 (a text of several parts gives up six octets of each to their numbering).

mod alphabet;
mod encode;
mod simple;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use self::alphabet::{downgrade, single, unaccent};
pub use self::encode::{decode, encode};
pub use self::simple::{Simple, replacement, simple};

/// The most parts that a template may have (the specification, section 8, "Templates").
pub const MAX_PARTS: u32 = 10;

/// How the characters of an SMS are encoded. One character outside of GSM-7 moves the whole text to UCS-2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// Seven bits a character, two times seven for the extension table.
    Gsm7,
    /// UTF-16: two octets a character, four beyond the basic plane.
    Ucs2,
}

/// A text, measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// The encoding of the whole text.
    pub encoding: Encoding,
    /// Units taken: septets in GSM-7, UTF-16 code units in UCS-2. Units lost at the end of a part are not among them.
    pub units: u32,
    /// Parts, each one credit; 0 for an empty text, which cannot be sent.
    pub parts: u32,
    /// Units left in the last part; those of a whole message if the text is empty.
    pub left: u32,
    /// The characters that force UCS-2, in order; empty in GSM-7.
    pub forcing: Vec<Forcing>,
    /// The characters that take two units in GSM-7, in order; empty in UCS-2, where they take one like all others.
    pub double: Vec<Forcing>,
}

impl Parts {
    /// The characters that make the text dear in the encoding that it has.
    pub fn dear(&self) -> &[Forcing] {
        if self.forcing.is_empty() { &self.double } else { &self.forcing }
    }
}

/// A character that makes a text longer, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forcing {
    /// Position in characters, from 0.
    pub at: u32,
    /// The character.
    pub char: char,
}

impl Encoding {
    /// The encoding that a text needs.
    pub fn of(text: &str) -> Self {
        if text.chars().all(|c| alphabet::septets(c).is_some()) { Self::Gsm7 } else { Self::Ucs2 }
    }

    /// Units that a message of one part holds.
    pub const fn single(self) -> u32 {
        match self {
            Self::Gsm7 => 160,
            Self::Ucs2 => 70,
        }
    }

    /// Units that each part holds where there are several.
    pub const fn per_part(self) -> u32 {
        match self {
            Self::Gsm7 => 153,
            Self::Ucs2 => 67,
        }
    }

    /// The number under which the encoding is stored. Never changes.
    pub const fn code(self) -> i64 {
        match self {
            Self::Gsm7 => 0,
            Self::Ucs2 => 1,
        }
    }

    /// The encoding stored under a number; `None` if there is no such encoding.
    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            0 => Some(Self::Gsm7),
            1 => Some(Self::Ucs2),
            _ => None,
        }
    }

    /// The name on the screen, the same in every language: `GSM-7`, `UCS-2`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gsm7 => "GSM-7",
            Self::Ucs2 => "UCS-2",
        }
    }

    /// Units of one character of a text in this encoding.
    const fn units(self, c: char) -> u32 {
        match (self, alphabet::septets(c)) {
            (Self::Gsm7, Some(2)) => 2,
            (Self::Ucs2, _) if c.len_utf16() == 2 => 2,
            _ => 1,
        }
    }
}

/// Measures a text for the person who writes it: encoding, parts, and which characters make it long.
pub fn parts(text: &str) -> Parts {
    let encoding = Encoding::of(text);
    let filled = fill(encoding, text);
    let mut forcing = Vec::new();
    let mut double = Vec::new();
    for (at, char) in (0..).zip(text.chars()) {
        match (encoding, alphabet::septets(char)) {
            (Encoding::Ucs2, None) => forcing.push(Forcing { at, char }),
            (Encoding::Gsm7, Some(2)) => double.push(Forcing { at, char }),
            _ => {}
        }
    }
    Parts { encoding, units: filled.units, parts: filled.parts, left: filled.left, forcing, double }
}

/// Encoding and number of parts of a text, the same as [`parts`] without what only a person needs: for the thousands of
/// texts of one send.
pub fn count(text: &str) -> (Encoding, u32) {
    let encoding = Encoding::of(text);
    (encoding, fill(encoding, text).parts)
}

struct Filled {
    units: u32,
    parts: u32,
    left: u32,
}

/// Fills one part after the other. What takes two units, an escape pair or a surrogate pair, is never divided between
/// two parts: where one unit is left for it, that unit is lost.
fn fill(encoding: Encoding, text: &str) -> Filled {
    let (single, per_part) = (encoding.single(), encoding.per_part());
    let (mut units, mut parts, mut used) = (0u32, 1u32, 0u32);
    for c in text.chars() {
        let taken = encoding.units(c);
        units = units.saturating_add(taken);
        if used + taken > per_part {
            parts += 1;
            used = 0;
        }
        used += taken;
    }
    match units {
        0 => Filled { units, parts: 0, left: single },
        _ if units <= single => Filled { units, parts: 1, left: single - units },
        _ => Filled { units, parts, left: per_part - used },
    }
}
