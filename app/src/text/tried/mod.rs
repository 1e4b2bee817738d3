//! Words about what was tried out, on the pages of what was sent: a test, and a send whose first messages leave alone. Not
//! part of [`Text`](super::Text): they come with the pages that need them, so that the first load does not carry them.

mod ar;
mod en;
mod fr;

use domain::language::Language;

use super::Count;
use crate::context::use_language;

/// What was tried out.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Tried {
    /// How many have left first.
    pub watching: Count,
    /// Date, time.
    pub stopped: fn(&str, &str) -> String,
    pub let_go: &'static str,
    /// A fact of a message: that it is a test, and of whose SMS.
    pub test: &'static str,
    pub of: fn(&str) -> String,
}

/// The words in the language of the page.
pub fn words() -> &'static Tried {
    match use_language() {
        Language::Fr => &fr::TRIED,
        Language::Ar => &ar::TRIED,
        Language::En => &en::TRIED,
    }
}
