//! Words about trying a text out before it is sent: a test to one's own numbers, and a send whose first messages leave alone.
//! Not part of [`Text`](super::Text): they come with the pages that need them, so that the first load does not carry them.

mod ar;
mod en;
mod fr;

use domain::language::Language;

use super::Count;
use crate::context::use_language;

/// Trying a text out.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Trial {
    pub open: &'static str,
    /// The client whose SMS it is.
    pub says: fn(&str) -> String,
    pub nothing: &'static str,
    pub number: Count,
    pub hint: &'static str,
    pub more: &'static str,
    /// Credits that it needs.
    pub costs: Count,
    pub send: &'static str,
    pub none: &'static str,
    pub opted_out: &'static str,
    pub gone: &'static str,
    pub follow: &'static str,
    pub again: &'static str,
    /// In the last question before a large send.
    pub asked: &'static str,
    /// How many SMS leave first.
    pub canary: Count,
    pub canary_says: &'static str,
}

/// The words in the language of the page.
pub fn words() -> &'static Trial {
    match use_language() {
        Language::Fr => &fr::TRIAL,
        Language::Ar => &ar::TRIAL,
        Language::En => &en::TRIAL,
    }
}
