//! Steps back in the texts of a template while they are edited: also from what a button inserted or replaced, which the
//! browser's own undo does not know.

use domain::template::{Texts, Variant};
use leptos::ev;
use leptos::prelude::*;

use crate::text::editing::words;

/// What is typed within so many milliseconds is taken back together.
const TOGETHER: f64 = 800.0;
/// The most steps back.
const MOST: usize = 200;

/// The fields of both texts, and what they were before.
#[derive(Clone, Copy)]
pub struct Undo {
    default: RwSignal<String>,
    arabic: RwSignal<String>,
    past: RwSignal<Vec<Texts>>,
    future: RwSignal<Vec<Texts>>,
    /// When the last step was taken, and whether the change that follows is a step back or on.
    last: StoredValue<(f64, bool)>,
}

impl Undo {
    /// Watches the field of the default text and that of the text in Arabic.
    pub fn of(default: RwSignal<String>, arabic: RwSignal<String>) -> Self {
        let undo = Self {
            default,
            arabic,
            past: RwSignal::new(vec![]),
            future: RwSignal::new(vec![]),
            last: StoredValue::new((0.0, false)),
        };
        Effect::watch(
            move || undo.texts(),
            move |texts, before, _| {
                if let Some(before) = before.filter(|before| *before != texts) {
                    undo.step_from(before);
                }
            },
            false,
        );
        undo
    }

    /// The field of a text.
    pub fn body(self, variant: Variant) -> RwSignal<String> {
        match variant {
            Variant::Default => self.default,
            Variant::Arabic => self.arabic,
        }
    }

    /// Both texts.
    pub fn texts(self) -> Texts {
        self.default.with(|text| self.arabic.with(|arabic| Texts::typed(text, arabic)))
    }

    /// Puts other texts into the fields: a step of its own, however soon after a key.
    pub fn put(self, texts: &Texts) {
        self.last.update_value(|(at, _)| *at = 0.0);
        for variant in Variant::ALL {
            if self.body(variant).with_untracked(|body| body != texts.of(variant)) {
                self.body(variant).set(texts.of(variant).to_owned());
            }
        }
    }

    /// Remembers where a change came from.
    fn step_from(self, before: &Texts) {
        let now = js_sys::Date::now();
        let (last, is_step) = self.last.get_value();
        self.last.set_value((now, false));
        if is_step {
            return;
        }
        self.future.set(vec![]);
        if now - last > TOGETHER || self.past.with_untracked(Vec::is_empty) {
            self.past.update(|past| {
                past.push(before.clone());
                if past.len() > MOST {
                    past.remove(0);
                }
            });
        }
    }

    /// A step from one pile to the other.
    fn step(self, from: RwSignal<Vec<Texts>>, to: RwSignal<Vec<Texts>>) {
        let here = untrack(|| self.texts());
        let mut there = None;
        from.update(|from| there = from.pop());
        let Some(there) = there else { return };
        to.update(|to| to.push(here.clone()));
        if there != here {
            self.last.set_value((0.0, true));
            self.put(&there);
        }
    }

    fn undo(self) {
        self.step(self.past, self.future);
    }

    fn redo(self) {
        self.step(self.future, self.past);
    }

    /// Ctrl+Z and Ctrl+Shift+Z, or Ctrl+Y.
    pub fn key(self, event: &ev::KeyboardEvent) {
        if !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
            return;
        }
        match event.key().to_lowercase().as_str() {
            "z" if event.shift_key() => self.redo(),
            "z" => self.undo(),
            "y" => self.redo(),
            _ => return,
        }
        event.prevent_default();
    }

    /// The two buttons.
    pub fn buttons(self) -> AnyView {
        let button = |name: &'static str, pile: RwSignal<Vec<Texts>>, act: fn(Self)| {
            view! {
                <button
                    class="btn btn-bare needs-script"
                    type="button"
                    disabled=move || pile.with(Vec::is_empty)
                    on:click=move |_| act(self)
                >
                    {name}
                </button>
            }
            .into_any()
        };
        view! { {button(words().undo, self.past, Self::undo)} {button(words().redo, self.future, Self::redo)} }
            .into_any()
    }
}
