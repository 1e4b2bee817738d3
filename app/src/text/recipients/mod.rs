//! Words about the list of recipients. Not part of [`Text`](super::Text): they come with the page that needs them, so that
//! the first load does not carry them.

mod ar;
mod en;
mod fr;

use domain::language::Language;

use super::Count;
use crate::context::use_language;

/// The list of recipients.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Recipients {
    pub language: &'static str,
    pub every_language: &'static str,
    pub french: &'static str,
    pub arabic: &'static str,
    pub payment: &'static str,
    pub any_payment: &'static str,
    /// Days.
    pub unpaid: Count,
    pub reminder: &'static str,
    pub any_reminder: &'static str,
    /// Days.
    pub unreminded: Count,
    pub consent: &'static str,
    pub any_consent: &'static str,
    pub consents: &'static str,
    pub no_consent: &'static str,
    pub ticked_first: &'static str,
    /// The name of another client.
    pub shares: fn(&str) -> String,
    pub list: &'static str,
    /// The most clients that can be ticked.
    pub cut: Count,
}

/// The words in the language of the page.
pub fn words() -> &'static Recipients {
    match use_language() {
        Language::Fr => &fr::RECIPIENTS,
        Language::Ar => &ar::RECIPIENTS,
        Language::En => &en::RECIPIENTS,
    }
}
