//! Words of the templates' settings: classes, versions, the archive, words about health. Not part of [`Text`](super::Text):
//! they come with the pages that need them, so that the first load does not carry them.

mod ar;
mod en;
mod fr;

use domain::language::Language;
use domain::template::Class;

use super::Count;
use crate::context::use_language;

/// The templates' settings.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Library {
    pub class: &'static str,
    /// In the order of [`Class::ALL`].
    pub classes: [&'static str; 3],
    /// What each of them means.
    pub classes_say: [&'static str; 3],
    /// Campaigns.
    pub used: Count,
    pub archive: &'static str,
    pub archive_says: &'static str,
    pub see_archive: &'static str,
    pub take_back: &'static str,
    pub archive_empty: &'static str,
    pub make_default: &'static str,
    pub is_default_says: &'static str,
    pub actions: &'static str,
    pub versions: &'static str,
    /// Its number.
    pub version: Count,
    /// Who, date, time.
    pub saved_by: fn(&str, &str, &str) -> String,
    /// Date, time.
    pub saved: fn(&str, &str) -> String,
    pub older: &'static str,
    pub current: &'static str,
    /// The number of the version that is restored.
    pub restore: Count,
    pub restore_says: &'static str,
    pub only_one: &'static str,
    pub no_text: &'static str,
    pub in_archive: &'static str,
    pub back: &'static str,
    pub words: &'static str,
    pub words_say: &'static str,
    pub word: &'static str,
    pub word_hint: &'static str,
    pub add_word: &'static str,
    pub your_words: &'static str,
    pub no_words: &'static str,
    /// The word.
    pub remove_word: fn(&str) -> String,
    pub words_full: &'static str,
    pub taken: &'static str,
}

impl Library {
    /// The name of a class.
    pub const fn class_name(&self, class: Class) -> &'static str {
        let [service, reminder, promotion] = self.classes;
        match class {
            Class::Service => service,
            Class::Reminder => reminder,
            Class::Promotion => promotion,
        }
    }

    /// What a class means.
    pub const fn class_says(&self, class: Class) -> &'static str {
        let [service, reminder, promotion] = self.classes_say;
        match class {
            Class::Service => service,
            Class::Reminder => reminder,
            Class::Promotion => promotion,
        }
    }
}

/// The words in the language of the page.
pub fn words() -> &'static Library {
    match use_language() {
        Language::Fr => &fr::LIBRARY,
        Language::Ar => &ar::LIBRARY,
        Language::En => &en::LIBRARY,
    }
}
