//! Words about the draft of a send. Not part of [`Text`](super::Text): they come with the page that needs them, so that
//! the first load does not carry them.

mod ar;
mod en;
mod fr;

use domain::language::Language;

use super::Count;
use crate::context::use_language;

/// The draft of a send.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Drafts {
    /// The time of today.
    pub saved_at: fn(&str) -> String,
    /// Date and time.
    pub saved_on: fn(&str, &str) -> String,
    pub here_only: &'static str,
    pub start_over: &'static str,
    pub given_up: &'static str,
    pub take_back: &'static str,
    pub offline: &'static str,
    pub signed_out: &'static str,
    pub kept_here: &'static str,
    /// When it was kept, as part of a sentence.
    pub before: fn(&str) -> String,
    /// When it was kept, as part of a sentence.
    pub newer: fn(&str) -> String,
    pub ended: &'static str,
    pub here: &'static str,
    /// How many clients are ticked there.
    pub ticked: Count,
    pub take: &'static str,
    pub keep: &'static str,
    pub empty: &'static str,
    pub go_on: &'static str,
}

/// The words in the language of the page.
pub fn words() -> &'static Drafts {
    match use_language() {
        Language::Fr => &fr::DRAFTS,
        Language::Ar => &ar::DRAFTS,
        Language::En => &en::DRAFTS,
    }
}
