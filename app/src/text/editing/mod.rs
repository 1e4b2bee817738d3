//! Words about the text that is being edited. Not part of [`Text`](super::Text): they come with the page that needs them,
//! so that the first load does not carry them.

mod ar;
mod en;
mod fr;

use domain::language::Language;

use crate::context::use_language;

/// The text that is being edited.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Editing {
    pub undo: &'static str,
    pub redo: &'static str,
    /// Who saved it, date, time.
    pub newer: fn(&str, &str, &str) -> String,
    /// Date, time: nobody knows who.
    pub newer_by_nobody: fn(&str, &str) -> String,
    pub nothing_lost: &'static str,
    pub theirs: &'static str,
    pub mine: &'static str,
    pub take_theirs: &'static str,
    pub save_mine: &'static str,
    pub no_text: &'static str,
}

/// The words in the language of the page.
pub fn words() -> &'static Editing {
    match use_language() {
        Language::Fr => &fr::EDITING,
        Language::Ar => &ar::EDITING,
        Language::En => &en::EDITING,
    }
}
