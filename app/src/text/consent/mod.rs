//! Words about what clients said about receiving SMS. Not part of [`Text`](super::Text): they come with the pages that need
//! them, so that the first load does not carry them.

mod ar;
mod en;
mod fr;

use domain::client::{How, Said};
use domain::language::Language;

use crate::context::use_language;

/// What clients said.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Consent {
    pub title: &'static str,
    pub consents: &'static str,
    pub does_not: &'static str,
    pub receives: &'static str,
    pub stopped: &'static str,
    pub give: &'static str,
    pub withdraw: &'static str,
    pub stop: &'static str,
    pub resume: &'static str,
    /// Who noted it, date, time.
    at_counter: fn(&str, &str, &str) -> String,
    /// Date, time.
    by_sms: fn(&str, &str) -> String,
    /// Date, time.
    noted: fn(&str, &str) -> String,
    pub moved: &'static str,
    /// In the list of clients.
    pub badge: &'static str,
}

impl Consent {
    /// Who noted it when, and how it was said.
    pub fn said(&self, said: &Said) -> String {
        let (date, time) = (&said.at.date, &said.at.time);
        match (said.how, &said.by) {
            (Some(How::Sms), _) => (self.by_sms)(date, time),
            (_, Some(who)) => (self.at_counter)(who, date, time),
            _ => (self.noted)(date, time),
        }
    }
}

/// The words in the language of the page.
pub fn words() -> &'static Consent {
    match use_language() {
        Language::Fr => &fr::CONSENT,
        Language::Ar => &ar::CONSENT,
        Language::En => &en::CONSENT,
    }
}
