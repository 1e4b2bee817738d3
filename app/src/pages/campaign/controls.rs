//! What keeps the messages of a campaign, and what can be done about it: *Annuler l'envoi*, *Pause*, *Reprendre*, *Arrêter*.
//! Works with JavaScript off: each button is a form, and the last question before *Arrêter* a popover.

use std::time::Duration;

use domain::campaign::{Campaign, Command, Flow};
use domain::message::{Counts, Status};
use domain::staff::Permission;
use leptos::html::Div;
use leptos::prelude::*;

use crate::api::campaign::Control;
use crate::components::notice::{Tone, failure, notice};
use crate::context::viewer_may;
use crate::text::use_text;

/// The id of the question.
const QUESTION: &str = "stop";

/// The line above the figures; nothing at all for a campaign that simply runs, or is over, and nobody may stop.
pub fn controls(campaign: &Campaign, action: ServerAction<Control>) -> AnyView {
    let words = &use_text().campaign;
    let may = viewer_may(Permission::SmsSend);
    let waiting = waiting(&campaign.counts);
    let form = move |command, name, class| form(campaign.campaign.to_string(), action, command, name, class);
    let said = said(campaign);
    let tone = match campaign.flow {
        Flow::Stopped(_) | Flow::Free => Tone::Info,
        _ => Tone::Warn,
    };
    let pause = || form(Command::Pause, words.pause, "btn");
    let stop = || {
        view! {
            <button class="btn" type="button" popovertarget=QUESTION>{words.stop}</button>
        }
        .into_any()
    };
    let buttons = match campaign.flow {
        _ if !may || waiting == 0 => vec![],
        Flow::Stopped(_) => vec![],
        Flow::Undo(_) => vec![form(Command::Stop, words.undo, "btn btn-main")],
        Flow::Until(_) => vec![form(Command::Stop, words.undo, "btn")],
        Flow::Paused(_) => vec![stop(), form(Command::Resume, words.resume, "btn btn-main")],
        Flow::Free => vec![pause(), stop()],
    };
    let refused = move || action.value().get().and_then(Result::err).map(|error| failure(&error));
    let line = match (said, buttons.is_empty()) {
        (None, true) => None,
        (said, _) => Some(view! { <div class="controls">{said}<div class="row">{buttons}</div></div> }.into_any()),
    };
    let line = line.map(|line| match campaign.flow {
        Flow::Free => line,
        _ => notice(tone, line),
    });
    view! {
        {refused}
        {line}
    }
    .into_any()
}

/// What keeps the messages, in words.
fn said(campaign: &Campaign) -> Option<AnyView> {
    let words = &use_text().campaign;
    let said = match &campaign.flow {
        Flow::Free => return None,
        Flow::Undo(left) => return Some(countdown(*left)),
        Flow::Until(at) => (words.until)(&at.date, &at.time),
        Flow::Paused(fact) => match &fact.by {
            Some(by) => (words.paused)(&fact.at.date, &fact.at.time, by),
            None => (words.paused_itself)(&fact.at.date, &fact.at.time),
        },
        Flow::Stopped(fact) => (words.stopped)(&fact.at.date, &fact.at.time, fact.by.as_deref().unwrap_or_default()),
    };
    Some(view! { <p>{said}</p> }.into_any())
}

/// The seconds that are left, as the server says them, then counted down. Not read aloud each second.
fn countdown(left: u32) -> AnyView {
    let words = &use_text().campaign;
    let seconds = RwSignal::new(left.div_ceil(1_000));
    Effect::new(move || {
        let tick = move || {
            let _the_page_is_gone = seconds.try_update(|seconds| *seconds = seconds.saturating_sub(1));
        };
        if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || handle.clear());
        }
    });
    view! { <p aria-live="off">{move || (words.undo_in)(seconds.get())}</p> }.into_any()
}

fn form(
    campaign: String,
    action: ServerAction<Control>,
    command: Command,
    name: &'static str,
    class: &'static str,
) -> AnyView {
    let is_pressed = move || {
        let pressed = action.input().with(|input| input.as_ref().is_some_and(|input| input.command == command));
        (pressed && action.pending().get()).then_some("true")
    };
    view! {
        <ActionForm action>
            <input type="hidden" name="campaign" value=campaign />
            <input type="hidden" name="command" value=command.word() />
            <button class=class aria-busy=is_pressed>
                {name}
            </button>
        </ActionForm>
    }
    .into_any()
}

/// *Arrêter* cannot be undone: it is asked for. Apart from what is read again while the campaign moves: what is rendered
/// anew would close.
pub fn question(campaign: String, action: ServerAction<Control>) -> AnyView {
    let words = &use_text().campaign;
    let dialog = NodeRef::<Div>::new();
    Effect::new(move || {
        if let (Some(Ok(())), Some(dialog)) = (action.value().get(), dialog.get_untracked()) {
            let _closed_already = dialog.hide_popover();
        }
    });
    view! {
        <div node_ref=dialog class="dialog" id=QUESTION popover role="dialog" aria-labelledby="stop-title">
            <h2 id="stop-title">{words.stop_ask}</h2>
            <p>{words.stop_says}</p>
            <div class="row">
                <button class="btn" type="button" popovertarget=QUESTION popovertargetaction="hide">
                    {words.stop_not}
                </button>
                {form(campaign, action, Command::Stop, words.stop, "btn btn-stop")}
            </div>
        </div>
    }
    .into_any()
}

/// Messages that wait for their turn.
fn waiting(counts: &Counts) -> u32 {
    let waits = |status: &Status| matches!(status, Status::Scheduled | Status::Queued);
    counts.iter().filter(|(status, _)| waits(status)).map(|(_, n)| n).sum()
}
