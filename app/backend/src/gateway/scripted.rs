//! A gateway that answers as a test tells it.

use std::collections::VecDeque;
use std::sync::Mutex;

use domain::gateway::Kind;
use futures::future::BoxFuture;

use super::{Gateway, Outgoing, Submitted};

/// Gives its answers one after the other, then accepts.
#[derive(Default)]
pub(crate) struct Scripted {
    answers: Mutex<VecDeque<Submitted>>,
    seen: Mutex<Vec<Outgoing>>,
    /// Its code fails with this message of them all, counted from 0.
    panics_at: Option<usize>,
}

impl Scripted {
    pub(crate) fn answering(answers: impl IntoIterator<Item = Submitted>) -> Self {
        Self { answers: Mutex::new(answers.into_iter().collect()), ..Self::default() }
    }

    /// Accepts, but for one message, counted from 0, with which its code fails.
    pub(crate) fn panicking_at(place: usize) -> Self {
        Self { panics_at: Some(place), ..Self::default() }
    }

    /// Every message that was handed over so far.
    pub(crate) fn seen(&self) -> Vec<Outgoing> {
        self.seen.lock().unwrap().clone()
    }
}

impl Gateway for Scripted {
    fn kind(&self) -> Kind {
        Kind::Sandbox
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
