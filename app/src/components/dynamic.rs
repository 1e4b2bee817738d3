//! What changes by itself. A closure in a view is a type of its own, for which everything that builds, hydrates and rebuilds
//! it is compiled anew: some kB each in the browser. Here all of them are one type.

use leptos::prelude::*;

/// A part of a view that is drawn anew when what it reads changes.
pub fn dynamic(view: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    erased(Box::new(view))
}

fn erased(view: Box<dyn Fn() -> AnyView + Send + Sync>) -> AnyView {
    (move || view()).into_any()
}

/// Runs in the browser when what `watched` reads changes, and not before.
pub fn on_change<T: PartialEq + 'static>(watched: impl Fn() -> T + 'static, run: impl Fn(&T) + 'static) {
    let mut before = None;
    effect(Box::new(move || {
        let now = watched();
        if before.as_ref().is_some_and(|before| *before != now) {
            untrack(|| run(&now));
        }
        before = Some(now);
    }));
}

fn effect(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_: Option<()>| run());
}
