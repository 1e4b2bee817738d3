//! *Brouillon enregistré*: what became of the draft, and the choice where there are two.

use domain::draft::Kept;
use leptos::prelude::*;

use super::desk::Desk;
use super::keeper::{Other, State};
use crate::components::dynamic::dynamic;
use crate::components::icon::icon;
use crate::components::notice::{Tone, notice};
use crate::error::AppError;
use crate::pages::sign_in;
use crate::text::drafts::words;
use crate::text::use_text;

/// The line beside the title.
pub fn line(desk: Desk) -> AnyView {
    let said = words();
    let keeper = desk.keeper;
    let answers = answers();
    let about = move || match keeper.state.get() {
        _ if !answers.get() => None,
        State::Fine => keeper.kept.get().map(|(at, today)| {
            let when = if today { (said.saved_at)(&at.time) } else { (said.saved_on)(&at.date, &at.time) };
            view! { {icon("ok")}<span>{when}</span> }.into_any()
        }),
        State::GivenUp(_) => Some(view! { <span>{said.given_up}</span> }.into_any()),
        State::Failed(_) => Some(view! { {icon("warn")}<span>{said.here_only}</span> }.into_any()),
    };
    let button = move || {
        if !answers.get() {
            return None;
        }
        if matches!(keeper.state.get(), State::GivenUp(_)) {
            let back = move |_| desk.take_back();
            return Some(button(said.take_back, back));
        }
        keeper.kept.get().map(|_| button(said.start_over, move |_| desk.start_over()))
    };
    view! { <p class="saved needs-script"><span role="status">{dynamic(move || about().into_any())}</span> {dynamic(move || button().into_any())}</p> }.into_any()
}

/// Whether the page answers. The server writes this line before it knows of a draft, and the browser begins with what the
/// server wrote.
fn answers() -> RwSignal<bool> {
    let answers = RwSignal::new(false);
    Effect::new(move || answers.set(true));
    answers
}

fn button(words: &'static str, act: impl Fn(leptos::ev::MouseEvent) + Send + Sync + 'static) -> AnyView {
    view! { <button class="linkish" type="button" on:click=act>{words}</button> }.into_any()
}

/// What needs the person: another draft, or that this one is in the browser only.
pub fn trouble(desk: Desk) -> AnyView {
    let keeper = desk.keeper;
    let answers = answers();
    let other = move || keeper.other.get().filter(|_| answers.get()).map(|other| choice(desk, &other));
    let failed = move || match keeper.state.get() {
        State::Failed(error) => Some(failure(&error)),
        _ => None,
    };
    view! { <div class="needs-script">{dynamic(move || other().into_any())} {dynamic(move || failed().into_any())}</div> }.into_any()
}

fn failure(error: &AppError) -> AnyView {
    let said = words();
    let text = use_text();
    let what = match error {
        AppError::Offline => said.offline.to_owned(),
        AppError::SignedOut => said.signed_out.to_owned(),
        error => [&error.words(text), " ", said.kept_here].concat(),
    };
    let way_out = matches!(error, AppError::SignedOut)
        .then(|| view! { <p><a href=sign_in::here() rel="external">{text.sign_in.submit}</a></p> }.into_any());
    notice(Tone::Warn, view! { <p>{what}</p> {way_out} })
}

fn choice(desk: Desk, other: &Other) -> AnyView {
    let said = words();
    let at = |kept: &Kept| (use_text().common.date_at)(&kept.saved.date, &kept.saved.time);
    let (says, content) = match other {
        Other::Before(kept, here) => ((said.before)(&at(kept)), here.as_deref().or(kept.content.as_ref())),
        Other::Newer(kept) => ((said.newer)(&at(kept)), kept.content.as_ref()),
        Other::Ended(_) => (said.ended.to_owned(), None),
        Other::Here(here) => (said.here.to_owned(), Some(&here.content)),
    };
    let (take, keep) = match other {
        Other::Ended(_) => (said.empty, said.go_on),
        _ => (said.take, said.keep),
    };
    let ticked = content.map(|content| (said.ticked)(u32::try_from(content.ticked.len()).unwrap_or(u32::MAX)));
    notice(
        Tone::Warn,
        view! {
            <p>{says} " " {ticked}</p>
            <p class="row">
                <button class="btn" type="button" on:click=move |_| desk.take_other()>{take}</button>
                <button class="btn btn-bare" type="button" on:click=move |_| desk.keep_this()>{keep}</button>
            </p>
        },
    )
}
