//! A part of a page whose code the browser loads when it is first asked for.

use std::sync::{Mutex, PoisonError};

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;

use crate::chunks::Later;

/// The part.
#[derive(Clone, Copy)]
pub struct Part {
    code: Later,
    state: RwSignal<Arrival>,
    // Not for one thread alone: the server drops it on another than it was made on.
    view: StoredValue<Mutex<Option<AnyView>>>,
    owner: StoredValue<Option<Owner>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Arrival {
    NotAsked,
    OnItsWay,
    There,
    Lost,
}

impl Part {
    /// A part of the page that is made. It knows the contexts of that page.
    pub(crate) fn new(code: Later) -> Self {
        Self {
            code,
            state: RwSignal::new(Arrival::NotAsked),
            view: StoredValue::new(Mutex::new(None)),
            owner: StoredValue::new(Owner::current()),
        }
    }

    /// Loads it, unless it is there or on its way.
    pub fn load(self) {
        let Some(owner) = self.owner.get_value() else { return };
        if matches!(self.state.get_untracked(), Arrival::OnItsWay | Arrival::There) {
            return;
        }
        self.state.set(Arrival::OnItsWay);
        let arrive = async move {
            let state = match self.code.arrive().await {
                Ok(view) => {
                    self.view.try_set_value(Mutex::new(Some(view)));
                    Arrival::There
                }
                Err(_) => Arrival::Lost,
            };
            let _the_page_is_gone = self.state.try_set(state);
        };
        spawn_local(owner.with(|| ScopedFuture::new(arrive)));
    }

    /// What there is to see of it: `waiting` while it is on its way, `lost` where it did not arrive.
    pub fn shown(self, waiting: fn() -> AnyView, lost: fn() -> AnyView) -> AnyView {
        match self.state.get() {
            Arrival::NotAsked => ().into_any(),
            Arrival::OnItsWay => waiting(),
            // Once: from then on it changes by itself.
            Arrival::There => {
                let taken = self.view.with_value(|view| view.lock().unwrap_or_else(PoisonError::into_inner).take());
                taken.unwrap_or_else(|| ().into_any())
            }
            Arrival::Lost => lost(),
        }
    }
}
