//! A gateway that answers as a test tells it.

use std::collections::VecDeque;
use std::sync::Mutex;

use super::{Outgoing, Submitted};

/// Gives its answers one after the other, then accepts.
#[derive(Default)]
pub(crate) struct Scripted {
    answers: Mutex<VecDeque<Submitted>>,
    seen: Mutex<Vec<Outgoing>>,
}

impl Scripted {
    pub(crate) fn answering(answers: impl IntoIterator<Item = Submitted>) -> Self {
        Self { answers: Mutex::new(answers.into_iter().collect()), ..Self::default() }
    }

    pub(super) async fn submit(&self, message: &Outgoing) -> Submitted {
        self.seen.lock().unwrap().push(message.clone());
        let answer = self.answers.lock().unwrap().pop_front();
        answer.unwrap_or_else(|| Submitted::Accepted { reference: format!("scripted-{}", message.message.0) })
    }

    /// Every message that was handed over so far.
    pub(crate) fn seen(&self) -> Vec<Outgoing> {
        self.seen.lock().unwrap().clone()
    }
}
