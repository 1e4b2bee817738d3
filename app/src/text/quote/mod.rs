//! Words about the quote of a send. Not part of [`Text`](super::Text): they come with the page that needs them, so that the
//! first load does not carry them.

mod ar;
mod en;
mod fr;

use domain::language::Language;

use crate::context::use_language;

/// The quote of a send.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Quote {
    pub over: &'static str,
    pub price: &'static str,
}

/// The words in the language of the page.
pub fn words() -> &'static Quote {
    match use_language() {
        Language::Fr => &fr::QUOTE,
        Language::Ar => &ar::QUOTE,
        Language::En => &en::QUOTE,
    }
}
