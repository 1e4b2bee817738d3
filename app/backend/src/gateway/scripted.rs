//! A gateway that answers as a test tells it.

use std::collections::VecDeque;
use std::sync::Mutex;

use domain::gateway::Kind;
use futures::future::BoxFuture;

use super::{Gateway, Outgoing, Probe, Submitted};

/// Gives its answers one after the other, then accepts.
#[derive(Default)]
pub(crate) struct Scripted {
    answers: Mutex<VecDeque<Submitted>>,
    seen: Mutex<Vec<Outgoing>>,
    /// Its code fails with this message of them all, counted from 0.
    panics_at: Option<usize>,
    /// What it says of itself, one after the other, as a network outside does; then nothing.
    probes: Option<Mutex<VecDeque<Probe>>>,
}

impl Scripted {
    pub(crate) fn answering(answers: impl IntoIterator<Item = Submitted>) -> Self {
        Self { answers: Mutex::new(answers.into_iter().collect()), ..Self::default() }
    }

    /// Accepts, but for one message, counted from 0, with which its code fails.
    pub(crate) fn panicking_at(place: usize) -> Self {
        Self { panics_at: Some(place), ..Self::default() }
    }

    /// The same as a network outside.
    pub(crate) fn answering_outside(answers: impl IntoIterator<Item = Submitted>) -> Self {
        Self { probes: Some(Mutex::default()), ..Self::answering(answers) }
    }

    /// Accepts, and says this of itself when it is asked.
    pub(crate) fn saying(probes: impl IntoIterator<Item = Probe>) -> Self {
        Self { probes: Some(Mutex::new(probes.into_iter().collect())), ..Self::default() }
    }

    /// Every message that was handed over so far.
    pub(crate) fn seen(&self) -> Vec<Outgoing> {
        self.seen.lock().unwrap().clone()
    }
}

impl Gateway for Scripted {
    fn kind(&self) -> Kind {
        if self.probes.is_some() { Kind::Kannel } else { Kind::Sandbox }
    }

    fn probe(&self) -> BoxFuture<'_, Option<Probe>> {
        let probe = self.probes.as_ref().and_then(|probes| probes.lock().unwrap().pop_front());
        Box::pin(std::future::ready(probe))
    }

    fn address(&self) -> String {
        String::new()
    }

    fn submit(&self, message: Outgoing) -> BoxFuture<'_, Submitted> {
        let accepted = Submitted::Accepted { reference: format!("scripted-{}", message.message.0) };
        let place = {
            let mut seen = self.seen.lock().unwrap();
            seen.push(message);
            seen.len() - 1
        };
        if self.panics_at == Some(place) {
            return Box::pin(async { panic!("as the test wants it") });
        }
        let answer = self.answers.lock().unwrap().pop_front();
        Box::pin(std::future::ready(answer.unwrap_or(accepted)))
    }
}
