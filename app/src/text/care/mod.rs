//! Words about what a text should not say, or must: health, and what a promotion lacks. Not part of [`Text`](super::Text):
//! they come with the pages that need them, so that the first load does not carry them.

mod ar;
mod en;
mod fr;

use domain::form::Fault;
use domain::language::Language;

use crate::context::use_language;

/// What a text should not say, or must.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Care {
    /// Before the words that were found.
    pub health: &'static str,
    pub health_says: &'static str,
    pub neutral: &'static str,
    pub use_neutral: &'static str,
    pub save_anyway: &'static str,
    pub use_anyway: &'static str,
    no_pharmacy: &'static str,
    no_stop: &'static str,
}

impl Care {
    /// What a promotion lacks; `None` for every other fault.
    pub const fn lack(&self, fault: Fault) -> Option<&'static str> {
        match fault {
            Fault::NoPharmacy => Some(self.no_pharmacy),
            Fault::NoStop => Some(self.no_stop),
            _ => None,
        }
    }
}

/// The words in the language of the page.
pub fn words() -> &'static Care {
    match use_language() {
        Language::Fr => &fr::CARE,
        Language::Ar => &ar::CARE,
        Language::En => &en::CARE,
    }
}
