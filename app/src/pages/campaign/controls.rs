//! What keeps the messages of a campaign, and what can be done about it: *Annuler l'envoi*, *Pause*, *Reprendre*, *Arrêter*.
//! Works with JavaScript off: each button is a form, and the last question before *Arrêter* a popover.

use std::time::Duration;

use domain::campaign::{Command, Flow};
use domain::message::Counts;
use domain::staff::Permission;
use leptos::html::Div;
use leptos::prelude::*;

use super::Campaign;
use crate::api::campaign::Control;
use crate::components::notice::{Tone, failure, notice};
use crate::context::viewer_may;
use crate::text::{tried, use_text};

/// The id of the question.
const QUESTION: &str = "stop";

/// The line above the figures: what keeps the messages, and the buttons for who may press them. Nothing at all for a
/// campaign that is over.
pub fn controls(campaign: &Campaign, action: ServerAction<Control>) -> AnyView {
    let offers = if viewer_may(Permission::SmsSend) { offers(&campaign.flow, &campaign.counts) } else { &[] };
    let buttons: Vec<AnyView> = offers.iter().map(|offer| button(*offer, campaign, action)).collect();
    let line = view! { <div class="controls">{said(campaign)}<div class="row">{buttons}</div></div> }.into_any();
    let line = match campaign.flow {
        Flow::Free if offers.is_empty() => ().into_any(),
        Flow::Free => line,
        Flow::Stopped(_) => notice(Tone::Info, line),
        Flow::Canary(_) => notice(Tone::Info, line),
        Flow::Undo(_) | Flow::Until(_) | Flow::Paused(_) | Flow::CanaryStopped(_) | Flow::Unreachable(_) => {
            notice(Tone::Warn, line)
        }
    };
    let refused = move || action.value().get().and_then(Result::err).map(|error| failure(&error));
    view! { {refused} {line} }.into_any()
}

/// What can be pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Offer {
    /// *Annuler l'envoi*: nothing has left.
    CallOff,
    Pause,
    Resume,
    /// *Laisser partir les autres*: those that wait for what is heard of the first.
    LetGo,
    /// *Arrêter*, which is asked for once more: some have left.
    Stop,
}

fn offers(flow: &Flow, counts: &Counts) -> &'static [Offer] {
    let any = |waits: bool| counts.iter().any(|(status, n)| status.waits() == waits && *n > 0);
    let (some_wait, some_left) = (any(true), any(false));
    match flow {
        _ if !some_wait => &[],
        Flow::Stopped(_) => &[],
        Flow::Undo(_) => &[Offer::CallOff],
        Flow::Until(_) if !some_left => &[Offer::CallOff],
        Flow::Paused(_) | Flow::CanaryStopped(_) => &[Offer::Stop, Offer::Resume],
        Flow::Canary(_) => &[Offer::Stop, Offer::LetGo],
        Flow::Free | Flow::Until(_) | Flow::Unreachable(_) => &[Offer::Pause, Offer::Stop],
    }
}

fn button(offer: Offer, campaign: &Campaign, action: ServerAction<Control>) -> AnyView {
    let words = &use_text().campaign;
    let form = |command, name, class| form(campaign.campaign.to_string(), action, command, name, class);
    match offer {
        Offer::CallOff => form(Command::Stop, words.undo, "btn btn-main"),
        Offer::Pause => form(Command::Pause, words.pause, "btn"),
        Offer::Resume => form(Command::Resume, words.resume, "btn btn-main"),
        Offer::LetGo => form(Command::Resume, tried::words().let_go, "btn"),
        Offer::Stop => {
            view! { <button class="btn" type="button" popovertarget=QUESTION>{words.stop}</button> }.into_any()
        }
    }
}

/// What keeps the messages, in words.
fn said(campaign: &Campaign) -> Option<AnyView> {
    let words = &use_text().campaign;
    let said = match &campaign.flow {
        Flow::Free => return None,
        Flow::Undo(left) => return Some(countdown(*left)),
        Flow::Until(at) => (words.until)(&at.date, &at.time),
        Flow::Unreachable(None) => words.unreachable.to_owned(),
        Flow::Unreachable(Some(at)) => (words.unreachable_until)(&at.date, &at.time),
        Flow::Canary(n) => (tried::words().watching)(*n),
        Flow::CanaryStopped(at) => (tried::words().stopped)(&at.date, &at.time),
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

#[cfg(test)]
mod tests {
    use domain::campaign::Fact;
    use domain::message::Status;
    use rstest::rstest;

    use super::*;

    fn fact() -> Fact {
        Fact { at: Default::default(), by: None }
    }

    #[rstest]
    #[case(Flow::Undo(30_000), 3, 0, &[Offer::CallOff])]
    #[case(Flow::Until(Default::default()), 3, 0, &[Offer::CallOff])]
    // The hours ended in the middle of it: calling it off would be said of what has left already.
    #[case(Flow::Until(Default::default()), 3, 1, &[Offer::Pause, Offer::Stop])]
    #[case(Flow::Free, 3, 1, &[Offer::Pause, Offer::Stop])]
    #[case(Flow::Free, 0, 4, &[])]
    #[case(Flow::Paused(fact()), 3, 1, &[Offer::Stop, Offer::Resume])]
    #[case(Flow::Canary(3), 20, 3, &[Offer::Stop, Offer::LetGo])]
    #[case(Flow::CanaryStopped(Default::default()), 20, 3, &[Offer::Stop, Offer::Resume])]
    #[case(Flow::Stopped(fact()), 0, 4, &[])]
    fn only_what_makes_sense_is_offered(
        #[case] flow: Flow,
        #[case] waiting: u32,
        #[case] left: u32,
        #[case] expected: &[Offer],
    ) {
        assert_eq!(offers(&flow, &vec![(Status::Queued, waiting), (Status::Delivered, left)]), expected);
    }
}
