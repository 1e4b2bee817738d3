//! Values that change with every key: what asks the server waits until they are still.

use std::time::Duration;

use leptos::prelude::*;

/// How long the keyboard and the boxes are still before the server is asked.
const STILL: Duration = Duration::from_millis(250);

/// A value, and what it is once it has been still for a while.
#[derive(Debug, PartialEq, Eq)]
pub struct Settled<T: Send + Sync + 'static> {
    /// What it is.
    pub value: Memo<T>,
    /// What it was when it was still.
    pub still: RwSignal<T>,
}

impl<T: Send + Sync + 'static> Clone for Settled<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Settled<T> {}

impl<T: Clone + PartialEq + Send + Sync + 'static> Settled<T> {
    /// Watches a value. The first is there at once.
    pub fn of(value: Memo<T>) -> Self {
        let still = RwSignal::new(value.get_untracked());
        when_still(STILL, value, move |value| still.set(value));
        Self { value, still }
    }

    /// Takes the value as it is.
    pub fn hurry(self) {
        self.still.set(self.value.get_untracked());
    }
}

/// Does something with a value once it has been still for a while, in the browser.
pub fn when_still<T: Clone + PartialEq + Send + Sync + 'static>(
    still: Duration,
    value: Memo<T>,
    act: impl Fn(T) + Copy + Send + Sync + 'static,
) {
    Effect::watch(
        move || value.get(),
        move |_, _, timer: Option<Option<TimeoutHandle>>| {
            if let Some(timer) = timer.flatten() {
                timer.clear();
            }
            let act = move || {
                // Nothing where the page is gone.
                if let Some(value) = value.try_get_untracked() {
                    act(value);
                }
            };
            set_timeout_with_handle(act, still).ok()
        },
        false,
    );
}
