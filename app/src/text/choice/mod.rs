//! Words about the template that was chosen for a send: that it is gone, or another version by now. Not part of
//! [`Text`](super::Text): they come with the page that needs them, so that the first load does not carry them.

mod ar;
mod en;
mod fr;

use domain::language::Language;

use crate::context::use_language;

/// The template of a send.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Choice {
    /// The name of a template that is in the archive.
    pub archived: fn(&str) -> String,
    pub gone: &'static str,
    /// Said beside the button.
    pub another: &'static str,
    /// Its name among the others.
    pub option: fn(&str) -> String,
    pub gone_option: &'static str,
    pub reread: &'static str,
    /// On the last page before the send.
    pub stale: &'static str,
    /// Above a text: who reads it.
    pub reads: fn(&str) -> String,
}

impl Choice {
    /// That a template is offered no more, with its name where that is known.
    pub fn says(&self, name: &str) -> String {
        if name.is_empty() { self.gone.to_owned() } else { (self.archived)(name) }
    }
}

/// The words in the language of the page.
pub fn words() -> &'static Choice {
    match use_language() {
        Language::Fr => &fr::CHOICE,
        Language::Ar => &ar::CHOICE,
        Language::En => &en::CHOICE,
    }
}
