//! The texts of a template in the languages of the clients.

use serde::{Deserialize, Serialize};

use crate::language::Language;

/// Which text of a template.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// The text that every template has: for clients in whose language there is no other.
    #[default]
    Default,
    /// That for clients who read Arabic.
    Arabic,
}

impl Variant {
    /// Both, in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::Default, Self::Arabic];
}

/// A text, and where there is one, the same in Arabic (the specification, section 4, *Modèles*).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    /// The default text.
    pub text: String,
    /// The text in Arabic; `None` where there is none, and then the default one goes to everyone.
    #[serde(default)]
    pub arabic: Option<String>,
}

impl Texts {
    /// One text for everyone.
    pub fn one(text: impl Into<String>) -> Self {
        Self { text: text.into(), arabic: None }
    }

    /// As typed into two fields: nothing but white space is no text in Arabic.
    pub fn typed(text: &str, arabic: &str) -> Self {
        let arabic = (!arabic.trim().is_empty()).then(|| arabic.to_owned());
        Self { text: text.to_owned(), arabic }
    }

    /// The variant that a client gets who reads a language.
    pub const fn variant_for(&self, language: Language) -> Variant {
        match (language, &self.arabic) {
            (Language::Ar, Some(_)) => Variant::Arabic,
            _ => Variant::Default,
        }
    }

    /// The text of a variant; empty where there is none.
    pub fn of(&self, variant: Variant) -> &str {
        match variant {
            Variant::Default => &self.text,
            Variant::Arabic => self.arabic.as_deref().unwrap_or_default(),
        }
    }

    /// The same with another text in the place of one. An empty one in Arabic is none.
    #[must_use]
    pub fn with(mut self, variant: Variant, text: String) -> Self {
        match variant {
            Variant::Default => self.text = text,
            Variant::Arabic => self.arabic = Some(text).filter(|text| !text.trim().is_empty()),
        }
        self
    }

    /// The variants that there are.
    pub fn variants(&self) -> impl Iterator<Item = Variant> + use<> {
        let both = self.arabic.is_some();
        Variant::ALL.into_iter().filter(move |variant| *variant == Variant::Default || both)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_gets_the_text_of_their_language_else_the_default_one() {
        let both = Texts::typed("Bonjour", "مرحبا");
        assert_eq!(both.of(both.variant_for(Language::Ar)), "مرحبا");
        assert_eq!(both.of(both.variant_for(Language::Fr)), "Bonjour");
        assert_eq!(both.of(both.variant_for(Language::En)), "Bonjour");
        let one = Texts::typed("Bonjour", " \n");
        assert_eq!(one, Texts::one("Bonjour"));
        assert_eq!(one.of(one.variant_for(Language::Ar)), "Bonjour");
        assert_eq!(one.variants().collect::<Vec<_>>(), [Variant::Default]);
        assert_eq!(both.variants().collect::<Vec<_>>(), Variant::ALL);
    }

    #[test]
    fn a_text_is_replaced_and_taken_away() {
        let both = Texts::one("Bonjour").with(Variant::Arabic, "مرحبا".to_owned());
        assert_eq!(both, Texts::typed("Bonjour", "مرحبا"));
        assert_eq!(both.with(Variant::Arabic, " ".to_owned()).arabic, None);
    }
}
