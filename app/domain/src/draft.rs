//! A send that is being prepared: what was chosen so far, kept so that it goes on after a reload, on another device, or
//! after a dead battery (the specification, section 2).

use serde::{Deserialize, Serialize};

use crate::campaign::Objective;
use crate::client::{MAX_SEARCH, Only};
use crate::id::{ClientRef, TemplateRef};
use crate::template::Texts;
use crate::time::Stamp;

/// The most clients that a draft has ticked.
pub const MAX_TICKED: usize = 10_000;
/// The most characters of a text that is being written. More than a text may have in the end: what was pasted is kept
/// until it is shortened.
pub const MAX_TEXT: usize = 10_000;
/// The most characters of an amount or of a time as typed.
pub const MAX_TYPED: usize = 24;

/// Everything that a person chose or typed, as they did: it need not be right yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// What for.
    pub objective: Objective,
    /// The template; `None` is the default of the objective.
    pub template: Option<TemplateRef>,
    /// The search, as typed.
    pub search: String,
    /// The smallest balance, as typed.
    pub amount: String,
    /// What else narrows the list.
    pub only: Only,
    /// The clients ticked, in the order of their references.
    pub ticked: Vec<ClientRef>,
    /// The client of the preview.
    pub shown: Option<ClientRef>,
    /// The texts for this send only.
    pub only_here: Option<Texts>,
    /// The texts that are being edited.
    pub edited: Option<Texts>,
    /// *À une heure choisie*.
    pub later: bool,
    /// The time, as typed.
    pub time: String,
}

impl Content {
    /// Whether it is no larger than a page ever makes it.
    pub fn is_bounded(&self) -> bool {
        let within = |text: &str, most: usize| text.chars().count() <= most;
        let texts = [&self.only_here, &self.edited].into_iter().flatten();
        self.ticked.len() <= MAX_TICKED
            && within(&self.search, MAX_SEARCH)
            && within(&self.amount, MAX_TYPED)
            && within(&self.time, MAX_TYPED)
            && texts
                .flat_map(|texts| [Some(&texts.text), texts.arabic.as_ref()])
                .flatten()
                .all(|text| within(text, MAX_TEXT))
    }
}

/// A draft as the server keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Its revision, from 1; it rises with each change, whoever makes it.
    pub revision: u32,
    /// The key of the send that is being prepared: the same draft sent twice is one send.
    pub key: String,
    /// When it was saved.
    pub saved: Stamp,
    /// Whether that was today, on the pharmacy's calendar.
    pub today: bool,
    /// What it holds; `None` once it was sent or given up.
    pub content: Option<Content>,
}

/// What became of a draft that was given to the server to keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It is kept; the content is the one that was given, and is not repeated.
    Saved(Kept),
    /// Nothing was written: this newer one is there, from another tab or device.
    Newer(Kept),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_has_bounds() {
        let with = |change: fn(&mut Content)| {
            let mut content = Content::default();
            change(&mut content);
            content.is_bounded()
        };
        assert!(with(|content| content.edited = Some(Texts::one("é".repeat(MAX_TEXT)))));
        assert!(!with(|content| content.edited = Some(Texts::one("é".repeat(MAX_TEXT + 1)))));
        assert!(!with(|content| content.only_here = Some(Texts::typed("a", &"a".repeat(MAX_TEXT + 1)))));
        assert!(!with(|content| content.search = "a".repeat(MAX_SEARCH + 1)));
        assert!(!with(|content| content.amount = "1".repeat(MAX_TYPED + 1)));
        assert!(!with(|content| content.time = "1".repeat(MAX_TYPED + 1)));
        let client: ClientRef = "cli_0123456789ab".parse().unwrap();
        let ticked = |n| Content { ticked: vec![client.clone(); n], ..Content::default() }.is_bounded();
        assert!(ticked(MAX_TICKED) && !ticked(MAX_TICKED + 1));
    }

    #[test]
    fn what_an_older_page_did_not_know_is_as_at_the_beginning() {
        let read: Content = serde_json::from_str(r#"{"search":"amina"}"#).unwrap();
        assert_eq!(read, Content { search: "amina".to_owned(), ..Content::default() });
    }
}
