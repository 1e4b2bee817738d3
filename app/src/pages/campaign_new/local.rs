//! The draft in the browser: until the server has it. Each person who signs in on a machine has their own.

use domain::draft::Content;
use serde::{Deserialize, Serialize};

/// The name in the browser's storage, before the person's e-mail address.
const NAME: &str = "comptoir-brouillon:";

/// A draft that the server may not have yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Local {
    /// The revision that it was made from.
    pub revision: u32,
    /// What it says.
    pub content: Content,
    /// What was on its way to the server: it may have that, and nobody here was told.
    #[serde(default)]
    pub sent: Vec<Content>,
}

/// Keeps a person's draft in this browser. One without a storage, or with a full one, keeps nothing: the server does.
pub fn keep(who: &str, revision: u32, content: &Content, sent: Vec<Content>) {
    let local = Local { revision, content: content.clone(), sent };
    if let (Some(storage), Ok(json)) = (storage(), serde_json::to_string(&local)) {
        let _full = storage.set_item(&name(who), &json);
    }
}

/// The draft that this browser keeps of a person.
pub fn kept(who: &str) -> Option<Local> {
    let json = storage()?.get_item(&name(who)).ok()??;
    let local: Option<Local> = serde_json::from_str(&json).ok();
    let mine = local.filter(|local| local.content.is_bounded());
    if mine.is_none() {
        forget(who);
    }
    mine
}

/// Forgets it.
pub fn forget(who: &str) {
    if let Some(storage) = storage() {
        let _refused = storage.remove_item(&name(who));
    }
}

fn name(who: &str) -> String {
    [NAME, who].concat()
}

#[cfg(not(feature = "ssr"))]
fn storage() -> Option<web_sys::Storage> {
    leptos::prelude::window().local_storage().ok()?
}

/// There is none on the server.
#[cfg(feature = "ssr")]
const fn storage() -> Option<web_sys::Storage> {
    None
}
