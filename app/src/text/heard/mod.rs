//! Words about what was heard after a send, or was not, on the pages of what was sent. Not part of [`Text`](super::Text):
//! they come with the pages that need them, so that the first load does not carry them.

mod ar;
mod en;
mod fr;

use domain::language::Language;

use super::Count;
use crate::context::use_language;

/// What was heard.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Heard {
    /// Of a campaign: clients who paid a part before their reminder left.
    pub paid_in_part: Count,
    /// The mark of a message that no report came for.
    pub no_report: &'static str,
    /// On a client's page: what they wrote, and of a text that it says *no more SMS*.
    pub wrote: &'static str,
    pub stops: &'static str,
    /// The state of a gateway. Date, time.
    pub failing_since: fn(&str, &str) -> String,
}

/// The words in a language.
pub const fn of(language: Language) -> &'static Heard {
    match language {
        Language::Fr => &fr::HEARD,
        Language::Ar => &ar::HEARD,
        Language::En => &en::HEARD,
    }
}

/// The words in the language of the page.
pub fn words() -> &'static Heard {
    of(use_language())
}
