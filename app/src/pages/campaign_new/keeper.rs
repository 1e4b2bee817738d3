//! What keeps the draft: on the server a moment after each change, in the browser while the server cannot be reached. An
//! older revision never overwrites a newer one: the person is shown that there is one, and chooses.

use std::time::Duration;

use domain::draft::{Answer, Content, Kept};
use domain::time::Stamp;
use leptos::ev;
use leptos::prelude::*;

use super::desk::Desk;
use super::local::{self, Local};
use super::settled::when_still;
use crate::api::drafts::{give_up, keep};
use crate::context::use_viewer;
use crate::error::AppError;

/// How long nothing changes before the draft is kept.
const STILL: Duration = Duration::from_millis(600);
/// When it is tried again while the server cannot be reached.
const AGAIN: Duration = Duration::from_secs(10);

/// Another draft than the one that is shown, for the person to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Other {
    /// There was one before, and the address says something else. With the draft as it is in this browser, where the server
    /// did not get its last change.
    Before(Kept, Option<Box<Content>>),
    /// Another tab or device kept a newer one.
    Newer(Kept),
    /// Another tab or device sent it, or gave it up.
    Ended(Kept),
    /// This browser has one that the server never got.
    Here(Local),
}

/// What became of the last change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing was changed, or it is kept.
    Fine,
    /// The draft was given up; this is the way back.
    GivenUp(Box<Content>),
    /// It is in this browser only.
    Failed(AppError),
}

/// The draft as far as the server and this browser keep it.
#[derive(Clone, Copy)]
pub struct Keeper {
    /// Whose it is.
    who: StoredValue<String>,
    /// The revision that what is shown was made from; 0 without one.
    revision: RwSignal<u32>,
    /// When it was kept, and whether that is today.
    pub kept: RwSignal<Option<(Stamp, bool)>>,
    /// What became of the last change.
    pub state: RwSignal<State>,
    /// Another draft; nothing is kept until the person has chosen.
    pub other: RwSignal<Option<Other>>,
    /// What the server has, as far as is known here.
    base: RwSignal<Content>,
    /// What was sent last.
    sent: StoredValue<Option<Content>>,
    /// What was sent and not answered.
    unanswered: StoredValue<Option<Content>>,
    /// Whether the address says what to show.
    addressed: bool,
    /// Changes when it is to be looked whether there is something to keep.
    look: RwSignal<u32>,
    /// The draft is to be given up.
    giving_up: StoredValue<bool>,
    /// The send was made: there is nothing left to keep.
    over: StoredValue<bool>,
}

/// What the server is asked for, one after the other.
#[derive(Clone)]
enum Order {
    Keep(u32, String, Box<Content>),
    GiveUp,
}

/// What it answers.
#[derive(Clone)]
enum Done {
    Kept(Box<(Answer, Content)>),
    GivenUp(u32),
}

impl Keeper {
    /// The keeper of a page that begins with these choices.
    pub fn new(addressed: bool, choices: Content) -> Self {
        Self {
            who: StoredValue::new(use_viewer().map(|viewer| viewer.email).unwrap_or_default()),
            revision: RwSignal::new(0),
            kept: RwSignal::new(None),
            state: RwSignal::new(State::Fine),
            other: RwSignal::new(None),
            base: RwSignal::new(choices),
            sent: StoredValue::new(None),
            unanswered: StoredValue::new(None),
            addressed,
            look: RwSignal::new(0),
            giving_up: StoredValue::new(false),
            over: StoredValue::new(false),
        }
    }

    /// Takes the draft that there is; returns it if it is to be shown.
    pub fn begin(self, draft: Option<Kept>) -> Option<Content> {
        let draft = draft?;
        self.revision.set(draft.revision);
        let content = draft.content.clone()?;
        if self.addressed {
            if content != self.base.get_untracked() {
                self.other.set(Some(Other::Before(draft, None)));
            }
            return None;
        }
        self.kept.set(Some((draft.saved, draft.today)));
        self.base.set(content.clone());
        Some(content)
    }

    /// The send was made, and with it the draft is over.
    pub fn end(self) {
        self.over.set_value(true);
        self.forget_here();
    }

    fn keep_here(self, content: &Content) {
        if let (Some(who), Some(revision)) = (self.who.try_get_value(), self.revision.try_get_untracked()) {
            let sent = [self.sent.try_get_value(), self.unanswered.try_get_value()];
            local::keep(&who, revision, content, sent.into_iter().flatten().flatten().collect());
        }
    }

    fn forget_here(self) {
        self.who.with_value(|who| local::forget(who));
    }

    fn look(self) {
        self.look.update(|look| *look = look.wrapping_add(1));
    }
}

/// Keeps the draft of a desk from now on. Does nothing on the server.
pub fn keep_up(desk: Desk) {
    let keeper = desk.keeper;
    let content = Memo::new(move |_| desk.content());
    let is_unsaved = move || keeper.base.try_with_untracked(|base| content.try_with_untracked(|now| now != base));
    let asking = Action::new(|order: &Order| {
        let order = order.clone();
        async move {
            match order {
                Order::Keep(revision, key, content) => {
                    let answer = keep(revision, key, (*content).clone()).await?;
                    Ok(Done::Kept(Box::new((answer, *content))))
                }
                Order::GiveUp => give_up().await.map(Done::GivenUp),
            }
        }
    });
    let look = move || {
        if keeper.over.get_value() || asking.pending().get_untracked() {
            return;
        }
        if keeper.giving_up.get_value() {
            asking.dispatch(Order::GiveUp);
        } else if is_unsaved() == Some(Some(true)) && keeper.other.with_untracked(Option::is_none) {
            let content = content.get_untracked();
            keeper.sent.set_value(Some(content.clone()));
            keeper.keep_here(&content);
            asking.dispatch(Order::Keep(keeper.revision.get_untracked(), desk.key.get_untracked(), Box::new(content)));
        }
    };
    when_still(STILL, content, move |_| look());
    Effect::watch(move || keeper.look.get(), move |_, _, _| look(), false);
    Effect::watch(
        move || asking.value().get(),
        move |answer, _, _| {
            if let Some(answer) = answer {
                take(desk, answer);
                // What changed meanwhile.
                if answer.is_ok() {
                    look();
                }
            }
        },
        false,
    );
    // Once: as soon as it is known what the server has.
    Effect::new(move |opened: Option<bool>| {
        let opens = opened != Some(true) && desk.start.with(|start| matches!(start, Some(Ok(_))));
        if opens {
            open(desk);
        }
        opens || opened == Some(true)
    });
    try_again(keeper);
    // Whoever leaves, or puts the phone away, does so without waiting.
    let leave = move || {
        if keeper.over.try_get_value() == Some(false)
            && is_unsaved() == Some(Some(true))
            && let Some(content) = content.try_get_untracked()
        {
            keeper.keep_here(&content);
        }
    };
    on_cleanup(leave);
    Effect::new(move || {
        let hides = window_event_listener_untyped("pagehide", move |_| leave());
        let hidden = window_event_listener(ev::visibilitychange, move |_| leave());
        on_cleanup(move || {
            hides.remove();
            hidden.remove();
        });
    });
}

/// What the server said.
fn take(desk: Desk, answer: &Result<Done, AppError>) {
    let keeper = desk.keeper;
    match answer {
        Ok(Done::Kept(kept)) => match kept.as_ref() {
            (Answer::Saved(kept), content) => {
                keeper.revision.set(kept.revision);
                keeper.kept.set(Some((kept.saved.clone(), kept.today)));
                keeper.base.set(content.clone());
                keeper.state.set(State::Fine);
                keeper.forget_here();
            }
            // What this page sent, and the answer was lost: it goes on from there.
            (Answer::Newer(newer), _) if newer.content.is_some() && newer.content == keeper.unanswered.get_value() => {
                keeper.revision.set(newer.revision);
                keeper.base.set(newer.content.clone().unwrap_or_default());
            }
            (Answer::Newer(newer), _) => {
                let other = if newer.content.is_none() { Other::Ended } else { Other::Newer };
                keeper.other.set(Some(other(newer.clone())));
            }
        },
        Ok(Done::GivenUp(revision)) => {
            keeper.giving_up.set_value(false);
            keeper.revision.set(*revision);
            keeper.base.set(Content::default());
            keeper.kept.set(None);
            keeper.forget_here();
        }
        // Whether the server has it is not known.
        Err(error) => {
            keeper.unanswered.set_value(keeper.sent.get_value());
            keeper.state.set(State::Failed(error.clone()));
        }
    }
}

/// Once the page answers: the editor, and what this browser has and the server has not.
fn open(desk: Desk) {
    let keeper = desk.keeper;
    let base = keeper.base.get_untracked();
    if !keeper.addressed && base.edited.is_some() {
        desk.edited.set(base.edited.clone());
    }
    // With the editor as the server has it: that it was closed since is a change as any other.
    let shown = untrack(|| desk.content());
    let Some(here) = keeper.who.with_value(|who| local::kept(who)) else { return };
    if here.content == base || here.content == shown {
        keeper.forget_here();
        return;
    }
    // Nobody kept another one since, or the server has what this browser sent it and heard nothing of.
    let follows = |there: &Content| here.revision == keeper.revision.get_untracked() || here.sent.contains(there);
    match keeper.other.get_untracked() {
        Some(Other::Before(kept, _)) if kept.content.as_ref().is_some_and(follows) => {
            keeper.other.set(Some(Other::Before(kept, Some(Box::new(here.content)))));
        }
        Some(_) => {}
        // It goes on where it was, and is kept now.
        None if !keeper.addressed && follows(&base) => desk.take_over(here.content),
        None => keeper.other.set(Some(Other::Here(here))),
    }
}

/// Tries again when the network, or the person, is back.
fn try_again(keeper: Keeper) {
    let again = move |signed_out: bool| match keeper.state.try_get_untracked() {
        Some(State::Failed(AppError::SignedOut)) if signed_out => keeper.look(),
        Some(State::Failed(AppError::Offline | AppError::Unavailable | AppError::Internal)) => keeper.look(),
        _ => {}
    };
    Effect::new(move || {
        let online = window_event_listener(ev::online, move |_| again(false));
        let seen = window_event_listener(ev::visibilitychange, move |_| again(true));
        let timer = set_interval_with_handle(move || again(false), AGAIN);
        on_cleanup(move || {
            online.remove();
            seen.remove();
            if let Ok(timer) = timer {
                timer.clear();
            }
        });
    });
}

impl Desk {
    /// Shows the other draft, and goes on from it.
    pub fn take_other(self) {
        let keeper = self.keeper;
        match keeper.other.get_untracked() {
            // What the server has not of it is kept now, as any change.
            Some(Other::Before(kept, Some(content))) => {
                keeper.base.set(self.go_on_from(&kept).unwrap_or_default());
                keeper.kept.set(Some((kept.saved, kept.today)));
                self.take_over(*content);
            }
            Some(Other::Before(kept, None) | Other::Newer(kept) | Other::Ended(kept)) => {
                let content = self.go_on_from(&kept).unwrap_or_default();
                keeper.kept.set(kept.content.is_some().then_some((kept.saved, kept.today)));
                keeper.base.set(content.clone());
                self.take_over(content);
                keeper.forget_here();
            }
            Some(Other::Here(here)) => self.take_over(here.content),
            None => {}
        }
        keeper.other.set(None);
        keeper.state.set(State::Fine);
    }

    /// Goes on with what is shown: it replaces the other one.
    pub fn keep_this(self) {
        let keeper = self.keeper;
        match keeper.other.get_untracked() {
            Some(Other::Before(kept, _) | Other::Newer(kept) | Other::Ended(kept)) => {
                let there = self.go_on_from(&kept).unwrap_or_default();
                keeper.base.set(there);
            }
            Some(Other::Here(_)) => keeper.forget_here(),
            None => {}
        }
        keeper.other.set(None);
        keeper.look();
    }

    /// What is kept from now on follows this revision. A send that was made has used its key.
    fn go_on_from(self, kept: &Kept) -> Option<Content> {
        self.keeper.revision.set(kept.revision);
        self.key.set(if kept.content.is_some() { kept.key.clone() } else { new_key() });
        kept.content.clone()
    }

    /// Begins from nothing. The way back is shown until something else is chosen.
    pub fn start_over(self) {
        let before = untrack(|| self.content());
        self.take_over(Content::default());
        self.keeper.state.set(State::GivenUp(Box::new(before)));
        self.keeper.giving_up.set_value(true);
        self.keeper.look();
    }

    /// Takes back that the draft was given up.
    pub fn take_back(self) {
        if let State::GivenUp(before) = self.keeper.state.get_untracked() {
            self.keeper.state.set(State::Fine);
            self.take_over(*before);
        }
    }
}

/// A key for another send from the same page. It need not be secret: it is looked for in the person's own pharmacy only.
pub fn new_key() -> String {
    let digits = || js_sys::Math::random().to_string().replace("0.", "");
    ["page-", &digits(), &digits()].concat()
}
