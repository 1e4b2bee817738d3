//! Texts with placeholders, and what they become for one client.
//!
//! A template is parsed once, when it is saved; every error is found then, none when sending. Rendering is a pure
//! function of one client's values: nothing is carried over from the client before.

mod class;
mod parse;
mod promotion;
#[cfg(test)]
mod tests;
mod texts;

use serde::{Deserialize, Serialize};

use crate::campaign::Objective;
use crate::fold::fold;
use crate::id::TemplateRef;
use crate::money::Money;
use crate::time::Stamp;

pub use self::class::Class;
pub use self::texts::{Texts, Variant};

/// The most characters of a template's name.
pub const MAX_NAME: usize = 80;

/// A template as it is saved, in its last version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// Its reference.
    pub template: TemplateRef,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub objective: Objective,
    /// What kind of SMS it is.
    #[serde(default)]
    pub class: Class,
    /// Its texts, with placeholders, in the one form in which they are saved.
    pub texts: Texts,
    /// The number of this version, from 1.
    pub version: u32,
    /// Whether it is chosen already for its objective.
    pub is_default: bool,
    /// When this version was saved.
    pub changed: Stamp,
    /// Who saved it; `None` for the first version of a pharmacy's own set.
    pub by: Option<String>,
}

/// A template in the list of its settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The template.
    pub saved: Saved,
    /// How many campaigns used it.
    pub campaigns: u32,
}

/// One version of a template. It is never changed: what was sent refers to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Its number, from 1.
    pub version: u32,
    /// What kind of SMS it is.
    pub class: Class,
    /// Its texts.
    pub texts: Texts,
    /// When it was saved.
    pub saved: Stamp,
    /// Who saved it; `None` for the first version of a pharmacy's own set.
    pub by: Option<String>,
}

/// A template with its versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// The template in its last version.
    pub saved: Saved,
    /// Since when it is in the archive; `None` while it is in use.
    pub archived: Option<Stamp>,
    /// Its versions, the last one first.
    pub versions: Vec<Version>,
}

/// What a person does with a template besides changing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// It is chosen already for its objective from now on.
    MakeDefault,
    /// It is offered no more. What was sent keeps it.
    Archive,
    /// It is taken back from the archive.
    TakeBack,
}

impl Act {
    /// The word in a form.
    pub const fn word(self) -> &'static str {
        match self {
            Self::MakeDefault => "make_default",
            Self::Archive => "archive",
            Self::TakeBack => "take_back",
        }
    }
}

/// A text in which every placeholder is known and every brace has its meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// Literal text, braces already single; never empty and never beside another.
    Text(String),
    /// A placeholder and what stands in its place if the value is missing.
    Slot(Placeholder, Option<String>),
}

/// What a template can say about a client or the pharmacy (the specification, section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Placeholder {
    /// `{prenom}`: the client's first name.
    Prenom,
    /// `{nom}`: the client's last name.
    Nom,
    /// `{solde}`: what the client owes, as `1 250,50 DH`.
    Solde,
    /// `{pharmacie}`: the pharmacy's name.
    Pharmacie,
    /// `{telephone}`: the pharmacy's phone, not the client's.
    Telephone,
}

/// One error of a template as typed. Holds nothing of what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{} at character {at}", kind.code())]
pub struct TemplateError {
    /// Position in characters, from 0, with every line break counted as one: that of the opening brace for a
    /// placeholder that is unknown or unclosed, that of the offending character otherwise.
    pub at: u32,
    /// What is wrong there.
    pub kind: TemplateErrorKind,
}

/// What can be wrong with a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TemplateErrorKind {
    /// No placeholder has this name.
    UnknownPlaceholder,
    /// A `{` without its `}`.
    Unclosed,
    /// A `}` that closes nothing; a literal one is written `}}`.
    LoneBrace,
    /// A `{` or a second `|` in a fallback.
    BadFallback,
}

/// The values of one client and of the pharmacy. A blank value is a missing one; a balance of 0 is a value.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    /// The client's first name.
    pub first_name: Option<&'a str>,
    /// The client's last name.
    pub last_name: Option<&'a str>,
    /// What the client owes.
    pub balance: Option<Money>,
    /// The pharmacy's name.
    pub pharmacy: &'a str,
    /// The pharmacy's phone, as it is to be read.
    pub pharmacy_phone: &'a str,
}

impl Template {
    /// Parses a text as typed (the specification, sections 2 and 8, "Templates"): `{prenom}`, `{ Prénom }`,
    /// `{prenom|client}`, `{{` and `}}`. CR LF, or CR alone, becomes LF.
    ///
    /// # Errors
    ///
    /// All errors of the text, in the order of their positions.
    pub fn parse(text: &str) -> Result<Self, Vec<TemplateError>> {
        parse::parse(text).map(|pieces| Self { pieces })
    }

    /// The text to save and to edit: every placeholder by its plain name, literal braces doubled. Parsing it gives this
    /// template again.
    pub fn source(&self) -> String {
        let mut source = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => source.push_str(&text.replace('{', "{{").replace('}', "}}")),
                Piece::Slot(placeholder, fallback) => {
                    source.push('{');
                    source.push_str(placeholder.name());
                    if let Some(text) = fallback {
                        source.push('|');
                        source.push_str(text);
                    }
                    source.push('}');
                }
            }
        }
        source
    }

    /// The same with other characters in its literal text and in what stands for missing values. Placeholders, and the signs
    /// that make them, stay.
    #[must_use]
    pub fn with_characters(&self, replace: impl Fn(char) -> Option<&'static str>) -> Self {
        let text = |text: &String| {
            let mut replaced = String::with_capacity(text.len());
            for c in text.chars() {
                match replace(c) {
                    Some(other) => replaced.push_str(other),
                    None => replaced.push(c),
                }
            }
            replaced
        };
        let piece = |piece: &Piece| match piece {
            Piece::Text(literal) => Piece::Text(text(literal)),
            Piece::Slot(placeholder, fallback) => Piece::Slot(*placeholder, fallback.as_ref().map(text)),
        };
        Self { pieces: self.pieces.iter().map(piece).collect() }
    }

    /// The characters of its literal text and of what stands for missing values.
    pub fn characters(&self) -> impl Iterator<Item = char> + '_ {
        self.pieces.iter().flat_map(|piece| match piece {
            Piece::Text(text) => text.chars(),
            Piece::Slot(_, fallback) => fallback.as_deref().unwrap_or_default().chars(),
        })
    }

    /// Without the characters that count double, where that is shorter, and how many they are; `None` where there are none.
    pub fn shorter(&self) -> Option<(Self, u32)> {
        let shorter = |c: char| crate::sms::single(c).filter(|other| other.len() == 1);
        let n = self.characters().filter(|c| shorter(*c).is_some()).count();
        (n > 0).then(|| (self.with_characters(shorter), u32::try_from(n).unwrap_or(u32::MAX)))
    }

    /// The placeholders used, each once, in the order of their first use.
    pub fn placeholders(&self) -> Vec<Placeholder> {
        let mut used = Vec::new();
        for piece in &self.pieces {
            if let Piece::Slot(placeholder, _) = piece
                && !used.contains(placeholder)
            {
                used.push(*placeholder);
            }
        }
        used
    }

    /// The text for one client. Values are inserted as they are, without white space around them: a name that contains
    /// `{solde}` stays that name.
    ///
    /// # Errors
    ///
    /// The first placeholder whose value is missing and that has no fallback: the client is left out with this reason.
    pub fn render(&self, fields: &Fields<'_>) -> Result<String, Placeholder> {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(literal) => text.push_str(literal),
                Piece::Slot(Placeholder::Solde, fallback) => match (fields.balance, fallback) {
                    (Some(balance), _) => text.push_str(&balance.sms()),
                    (None, Some(fallback)) => text.push_str(fallback),
                    (None, None) => return Err(Placeholder::Solde),
                },
                Piece::Slot(placeholder, fallback) => {
                    let value = fields.text(*placeholder).or(fallback.as_deref());
                    text.push_str(value.ok_or(*placeholder)?);
                }
            }
        }
        Ok(text)
    }
}

impl<'a> Fields<'a> {
    /// The value of a placeholder that stands for a text.
    fn text(&self, placeholder: Placeholder) -> Option<&'a str> {
        let value = match placeholder {
            Placeholder::Prenom => self.first_name,
            Placeholder::Nom => self.last_name,
            Placeholder::Solde => None,
            Placeholder::Pharmacie => Some(self.pharmacy),
            Placeholder::Telephone => Some(self.pharmacy_phone),
        };
        value.map(str::trim).filter(|value| !value.is_empty())
    }
}

impl Placeholder {
    /// Every placeholder, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Prenom, Self::Nom, Self::Solde, Self::Pharmacie, Self::Telephone];

    /// The name between the braces.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prenom => "prenom",
            Self::Nom => "nom",
            Self::Solde => "solde",
            Self::Pharmacie => "pharmacie",
            Self::Telephone => "telephone",
        }
    }

    /// The placeholder of a name as typed: `Prénom` and ` prenom ` are `prenom`. `None` if there is none.
    pub fn from_name(typed: &str) -> Option<Self> {
        let name = fold(typed);
        Self::ALL.into_iter().find(|placeholder| placeholder.name() == name)
    }
}

impl TemplateErrorKind {
    /// The name of this error on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownPlaceholder => "unknown_placeholder",
            Self::Unclosed => "unclosed",
            Self::LoneBrace => "lone_brace",
            Self::BadFallback => "bad_fallback",
        }
    }
}
