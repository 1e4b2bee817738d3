//! The texts while they are edited: what the field has, and what the desk knows, are the same at any time.

use domain::form::Fault;
use domain::template::{Class, Texts, Variant};
use leptos::ev;
use leptos::prelude::*;

use super::desk::Desk;
use crate::components::text_area::faults_in;
use crate::components::undo::Undo;
use crate::context::use_viewer;

/// The texts as they are being edited.
#[derive(Clone, Copy)]
pub struct Edited {
    class: Class,
    /// The name of the pharmacy.
    pharmacy: StoredValue<String>,
    undo: Undo,
}

impl Edited {
    /// The texts of a desk, for a template of this class.
    pub fn of(desk: Desk, class: Class) -> Self {
        let before = desk.edited.get_untracked().unwrap_or_default();
        let body = |variant| RwSignal::new(before.of(variant).to_owned());
        let edited = Self {
            class,
            pharmacy: StoredValue::new(use_viewer().map(|viewer| viewer.pharmacy).unwrap_or_default()),
            undo: Undo::of(body(Variant::Default), body(Variant::Arabic)),
        };
        Effect::watch(
            move || edited.texts(),
            move |texts, _, _| {
                if desk.edited.with_untracked(|known| known.as_ref().is_some_and(|known| known != texts)) {
                    desk.edited.set(Some(texts.clone()));
                }
            },
            false,
        );
        // What the preview replaced, or another draft.
        Effect::watch(
            move || desk.edited.get(),
            move |known, _, _| {
                if let Some(known) = known.as_ref().filter(|known| **known != untrack(|| edited.texts())) {
                    edited.undo.put(known);
                }
            },
            false,
        );
        edited
    }

    /// The field of a text.
    pub fn body(self, variant: Variant) -> RwSignal<String> {
        self.undo.body(variant)
    }

    /// Both texts.
    pub fn texts(self) -> Texts {
        self.undo.texts()
    }

    /// What is wrong with one of them. Without one in Arabic everyone gets the default one.
    pub fn faults(self, variant: Variant) -> Vec<Fault> {
        let body = self.body(variant);
        let is_none = variant == Variant::Arabic && body.with(|text| text.trim().is_empty());
        let judged = |text: &String| self.pharmacy.with_value(|pharmacy| faults_in(text, self.class, pharmacy));
        if is_none { vec![] } else { body.with(judged) }
    }

    /// A key that takes a step back, or on.
    pub fn key(self, event: &ev::KeyboardEvent) {
        self.undo.key(event);
    }

    /// The buttons that do.
    pub fn buttons(self) -> AnyView {
        self.undo.buttons()
    }
}
