//! Somebody else saved a version of the template meanwhile: both stand side by side, and nothing is overwritten unasked.

use std::time::Duration;

use domain::template::Saved;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::refusal;
use crate::api::templates::{SaveForm, template};
use crate::components::compare::compare;
use crate::components::undo::Undo;
use crate::error::AppError;
use crate::text::library::words;

/// The id of the button that saves.
pub const SAVE: &str = "save";

/// The version that the form is made from, and a newer one that somebody saved.
#[derive(Clone, Copy)]
pub struct Conflict {
    /// The number of the version that is saved over.
    pub version: RwSignal<u32>,
    /// The version that somebody saved meanwhile.
    pub newer: RwSignal<Option<Saved>>,
    undo: Undo,
    action: ServerAction<SaveForm>,
}

impl Conflict {
    /// Watches what becomes of a save. `newer`: with JavaScript off the form came back with it.
    pub fn of(saved: Option<&Saved>, newer: Option<Saved>, undo: Undo, action: ServerAction<SaveForm>) -> Self {
        let version = RwSignal::new(saved.map_or(0, |saved| saved.version));
        let conflict = Self { version, newer: RwSignal::new(newer), undo, action };
        let reference = saved.map(|saved| saved.template.clone());
        Effect::new(move || {
            let Some(reference) = reference.clone().filter(|_| refusal(action) == Some(AppError::StaleTemplate)) else {
                return;
            };
            leptos::task::spawn_local(async move {
                // Without it there is what was refused.
                if let Ok(theirs) = template(reference).await {
                    conflict.newer.try_set(Some(theirs));
                }
            });
        });
        conflict
    }

    /// Both versions, and the choice.
    pub fn view(self) -> Option<AnyView> {
        let theirs = self.newer.get()?;
        let said = words();
        let hint = [&theirs.name, ", ", said.class_name(theirs.class)].concat();
        let (taken, version) = (theirs.clone(), theirs.version);
        let take = move || {
            self.undo.put(&taken.texts);
            self.go_on(version);
        };
        let save = move || {
            self.go_on(version);
            // Once the form has the number.
            set_timeout(press_save, Duration::ZERO);
        };
        let compared = compare(&theirs, &self.undo.texts(), take, save);
        Some(view! { {compared} <p class="hint"><bdi>{hint}</bdi></p> }.into_any())
    }

    /// What is saved from now on follows the version of the other one.
    fn go_on(self, version: u32) {
        self.version.set(version);
        self.newer.set(None);
        self.action.clear();
    }
}

fn press_save() {
    let button = document().get_element_by_id(SAVE).and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(button) = button {
        button.click();
    }
}
