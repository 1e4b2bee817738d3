//! How the gateway in use is, for the screen: what the worker saw of it, and what it says of itself.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::gateway::{Note, Trouble, TroubleKind};

use super::Probe;

/// Over how many milliseconds the speed is counted.
const MINUTE: i64 = 60_000;

/// What is known of the gateway. Shared by the worker, which tells, and the services, which ask.
#[derive(Default)]
pub(crate) struct Monitor {
    state: Mutex<State>,
}

/// What is known, at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct State {
    /// What the last message or the last look at its status said; `None` before the first.
    pub(crate) reach: Option<Reach>,
    /// That has turned since it was last asked for.
    has_turned: bool,
    /// Nothing is handed over before this time.
    pub(crate) paused_until: Option<i64>,
    pub(crate) last_error: Option<(Trouble, i64)>,
    pub(crate) unknown_reports: u32,
    pub(crate) notes: Vec<Note>,
    /// When it last took a message.
    pub(crate) last_taken: Option<i64>,
    /// Messages taken, by the second.
    taken: VecDeque<(i64, u32)>,
}

/// Whether the gateway answers as it should, and since when it does or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reach {
    pub(crate) works: bool,
    /// In milliseconds.
    pub(crate) since: i64,
}

impl State {
    fn reached(&mut self, works: bool, now: i64) {
        if self.reach.is_none_or(|reach| reach.works != works) {
            self.reach = Some(Reach { works, since: now });
            self.has_turned = true;
        }
    }

    /// Messages taken in the minute before a time.
    pub(crate) fn per_minute(&self, now: i64) -> u32 {
        let recent = self.taken.iter().filter(|(second, _)| (now - MINUTE..=now).contains(second));
        recent.fold(0, |sum, (_, n)| sum.saturating_add(*n))
    }
}

impl Monitor {
    /// What is known now.
    pub(crate) fn state(&self) -> State {
        self.lock().clone()
    }

    /// So many messages were taken.
    pub(crate) fn taken(&self, n: u32, now: i64) {
        let mut state = self.lock();
        state.reached(true, now);
        state.last_taken = Some(now);
        let second = now - now.rem_euclid(1_000);
        match state.taken.back_mut() {
            Some((at, sum)) if *at == second => *sum = sum.saturating_add(n),
            _ => state.taken.push_back((second, n)),
        }
        while state.taken.front().is_some_and(|(at, _)| *at < now - MINUTE) {
            state.taken.pop_front();
        }
    }

    /// It refused a message: it answers.
    pub(crate) fn answered(&self, now: i64) {
        self.lock().reached(true, now);
    }

    /// Something was wrong. Who asks to go slower answers.
    pub(crate) fn failed(&self, trouble: Trouble, now: i64) {
        let mut state = self.lock();
        state.last_error = Some((trouble, now));
        state.reached(trouble.kind == TroubleKind::Throttled, now);
    }

    /// Whether it has begun or ceased to answer as it should since this was last asked.
    pub(crate) fn has_turned(&self) -> bool {
        std::mem::take(&mut self.lock().has_turned)
    }

    /// Nothing is handed over until then, or again from now on. Says whether that is new.
    pub(crate) fn set_paused(&self, until: Option<i64>) -> bool {
        let mut state = self.lock();
        let is_new = state.paused_until.is_some() != until.is_some();
        state.paused_until = until;
        is_new
    }

    /// Reports came that concern no message here.
    pub(crate) fn unknown(&self, reports: u32) {
        let mut state = self.lock();
        state.unknown_reports = state.unknown_reports.saturating_add(reports);
    }

    /// What the gateway says of itself. What it had said before, and does not say again, is no longer so; that it was
    /// restarted stays.
    pub(crate) fn probed(&self, probe: Probe, now: i64) {
        let mut state = self.lock();
        if let Some(trouble) = probe.trouble {
            state.last_error = Some((trouble, now));
        }
        // A status page that is asked wrongly says nothing of the messages.
        let is_asked_wrongly =
            |trouble: Trouble| matches!(trouble.kind, TroubleKind::Credentials | TroubleKind::Unreadable);
        if !probe.trouble.is_some_and(is_asked_wrongly) {
            state.reached(probe.trouble.is_none(), now);
        }
        let was_restarted = state.notes.contains(&Note::Restarted);
        state.notes = probe.notes;
        if was_restarted && !state.notes.contains(&Note::Restarted) {
            state.notes.push(Note::Restarted);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // What a panic interrupted is a figure on a screen, not money.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_speed_is_that_of_the_last_minute() {
        let monitor = Monitor::default();
        monitor.taken(5, 1_000);
        monitor.taken(2, 1_900);
        monitor.taken(3, 50_000);
        let state = monitor.state();
        assert_eq!([state.per_minute(50_000), state.per_minute(61_500), state.per_minute(200_000)], [10, 3, 0]);
    }
}
