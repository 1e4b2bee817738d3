//! Words about what makes a text dear, and about the order of the preview. Not part of [`Text`](super::Text): they come with
//! the page that needs them, so that the first load does not carry them.

mod ar;
mod en;
mod fr;

use domain::campaign::PreviewOrder;
use domain::language::Language;

use super::Count;
use crate::context::use_language;

/// What makes a text dear.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Remedy {
    pub double: &'static str,
    /// A character, and what stands in its place.
    pub replace: fn(&str, &str) -> String,
    pub remove: &'static str,
    /// Characters.
    pub all: Count,
    /// Credits, after what is done for it.
    pub saves: Count,
    pub respelled: &'static str,
    pub order: &'static str,
    /// In the order of [`PreviewOrder::ALL`].
    pub orders: [&'static str; 4],
}

impl Remedy {
    /// The name of an order of the preview.
    pub fn order(&self, order: PreviewOrder) -> &'static str {
        PreviewOrder::ALL.iter().zip(self.orders).find(|(other, _)| **other == order).map_or("", |(_, name)| name)
    }
}

/// The words in the language of the page.
pub fn words() -> &'static Remedy {
    match use_language() {
        Language::Fr => &fr::REMEDY,
        Language::Ar => &ar::REMEDY,
        Language::En => &en::REMEDY,
    }
}
