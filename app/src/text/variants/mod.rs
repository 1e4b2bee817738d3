//! Words about the texts of a template in the languages of the clients. Not part of [`Text`](super::Text): they come with
//! the pages that need them, so that the first load does not carry them.

mod ar;
mod en;
mod fr;

use domain::language::Language;
use domain::template::Variant;

use crate::context::use_language;

/// The texts of a template.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Variants {
    pub legend: &'static str,
    pub default: &'static str,
    pub arabic: &'static str,
    pub has_fault: &'static str,
    /// The field of the text in Arabic.
    pub field: &'static str,
    pub hint: &'static str,
    pub of_default: &'static str,
    pub of_arabic: &'static str,
    /// SMS and credits.
    pub counted: fn(u32, u32) -> String,
}

impl Variants {
    /// The name of a text.
    pub const fn name(&self, variant: Variant) -> &'static str {
        match variant {
            Variant::Default => self.default,
            Variant::Arabic => self.arabic,
        }
    }

    /// A text as part of a sum.
    pub const fn part(&self, variant: Variant) -> &'static str {
        match variant {
            Variant::Default => self.of_default,
            Variant::Arabic => self.of_arabic,
        }
    }
}

/// The words in the language of the page.
pub fn words() -> &'static Variants {
    match use_language() {
        Language::Fr => &fr::VARIANTS,
        Language::Ar => &ar::VARIANTS,
        Language::En => &en::VARIANTS,
    }
}
