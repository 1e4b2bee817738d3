//! How far an export is: the server counts the lines that it has given out, and the menu asks.

use domain::history::{Progress, State};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::dynamic::dynamic;
use super::export_menu::{Followed, random_name};
use crate::api::history::export_progress;
use crate::text::use_text;

/// How often it is asked, in milliseconds.
const EVERY: u32 = 400;
/// How often in vain: an export that was refused never begins.
const IN_VAIN: u32 = 15;

/// The line and the bar, for the exports of the menu that this stands in.
pub fn export_state() -> AnyView {
    let Some(followed) = use_context::<Followed>() else { return ().into_any() };
    let progress = RwSignal::new(None::<Progress>);
    Effect::new(move || {
        let _which = followed.begun.get();
        progress.set(None);
        spawn_local(follow(followed.name, progress));
    });
    dynamic(move || progress.get().map_or_else(|| ().into_any(), state))
}

fn state(progress: Progress) -> AnyView {
    let words = &use_text().export;
    let Progress { ready, total, state } = progress;
    let says = match state {
        State::UnderWay => (words.ready_of)(ready, total),
        State::Done => (words.done)(ready),
        State::Broken => words.broken.to_owned(),
    };
    let bar = (state == State::UnderWay)
        .then(|| view! { <progress value=ready max=total aria-label=words.menu></progress> }.into_any());
    view! { <p>{says}</p> {bar} }.into_any()
}

/// Asks how far it is until it has ended. Then the next export gets a name of its own.
async fn follow(name: RwSignal<String>, progress: RwSignal<Option<Progress>>) {
    let Some(followed) = name.try_get_untracked() else { return };
    let mut in_vain = 0;
    while in_vain < IN_VAIN {
        TimeoutFuture::new(EVERY).await;
        match export_progress(followed.clone()).await {
            Ok(Some(now)) => {
                let is_gone = progress.try_set(Some(now)).is_some();
                if is_gone || now.state != State::UnderWay {
                    break;
                }
            }
            Ok(None) => in_vain += 1,
            Err(_) => break,
        }
    }
    let _gone = name.try_set(random_name());
}
