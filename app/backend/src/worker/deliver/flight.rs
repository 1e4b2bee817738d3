//! What is on its way: handed over to the gateway and not back yet, and what the network says meanwhile.

use std::sync::Arc;
use std::time::Duration;

use domain::gateway::{Trouble, TroubleKind};
use domain::id::{CampaignId, MessageId};
use rand::RngExt;
use tokio::task::{Id, JoinError};

use super::{Delivery, NEWS};
use crate::gateway::Submitted;
use crate::service::delivery::{Handover, Outcome, Refused};
use crate::worker::backoff;

/// How long is waited for more to be stored with what has come.
const GATHER: Duration = Duration::from_millis(2);

/// A message that was handed over.
pub(super) struct Handed {
    message: MessageId,
    campaign: CampaignId,
    attempt: u32,
}

/// How a task ended: with an answer, or lost.
type Landed = Result<(Id, Submitted), JoinError>;

impl Delivery {
    /// Hands messages over, all of them at once and outside any transaction: no more is in flight than was marked.
    pub(super) fn hand_over(&mut self, handovers: Vec<Handover>) {
        if !handovers.is_empty() {
            self.breaker.tries();
        }
        for Handover { message, campaign, attempt } in handovers {
            let (gateway, id) = (Arc::clone(&self.gateway), message.message);
            let task = self.flights.spawn(async move { gateway.submit(message).await });
            self.handed.insert(task.id(), Handed { message: id, campaign, attempt });
        }
    }

    /// Waits until everything that was handed over has come back.
    pub(in crate::worker) async fn land(&mut self, now: i64) {
        while let Some(landed) = self.flights.join_next_with_id().await {
            self.take_back(landed, now);
        }
    }

    /// Takes what has come back and what was said, without waiting.
    pub(super) fn collect(&mut self, now: i64) {
        while let Some(landed) = self.flights.try_join_next_with_id() {
            self.take_back(landed, now);
        }
        while self.arrived.len() < NEWS
            && let Ok(event) = self.events.try_recv()
        {
            self.arrived.push(event);
        }
    }

    /// A task that ended without an answer, because the code of a gateway panicked, may have sent its message.
    fn take_back(&mut self, landed: Landed, now: i64) {
        let (task, answer) = match landed {
            Ok((task, answer)) => (task, Some(answer)),
            Err(error) => (error.id(), None),
        };
        let Some(Handed { message, campaign, attempt }) = self.handed.remove(&task) else { return };
        let answer = answer.unwrap_or_else(|| {
            // What a panic says may hold a text or a phone.
            tracing::error!(message = message.0, "a message was lost while it was handed over");
            Submitted::Unknown(Trouble::of(TroubleKind::Cut))
        });
        let refused = match &answer {
            Submitted::Accepted { .. } => Some(false),
            Submitted::Refused(_) => Some(true),
            Submitted::Later { .. } | Submitted::Unknown(_) => None,
        };
        if self.refusals.answered(campaign, message, refused) {
            self.failing.push(campaign);
        }
        let outcome = match answer {
            Submitted::Accepted { reference } => {
                self.monitor.taken(1, now);
                self.breaker.succeeded();
                Outcome::Accepted { reference }
            }
            Submitted::Refused(reason) => {
                self.monitor.answered(now);
                self.breaker.succeeded();
                Outcome::Refused(reason)
            }
            Submitted::Later { trouble, after } => {
                self.monitor.failed(trouble, now);
                let asked = after.map(|after| i64::try_from(after.as_millis()).unwrap_or(i64::MAX));
                if trouble.kind == TroubleKind::Throttled {
                    self.breaker.succeeded();
                    self.hold_until = self.hold_until.max(now + backoff::hold(asked));
                } else {
                    self.breaker.failed(now);
                }
                let jitter = rand::rng().random_range(0..=100);
                Outcome::Later { due_at: now + backoff::delay(attempt, jitter, trouble.kind, asked) }
            }
            Submitted::Unknown(trouble) => {
                self.monitor.failed(trouble, now);
                self.breaker.failed(now);
                Outcome::Unknown
            }
        };
        self.unrecorded.push((message, outcome));
    }

    /// Messages that reports have just refused: a gateway that takes everything says no in this way only.
    pub(in crate::worker) fn refused(&mut self, refused: Vec<Refused>) {
        for Refused { campaign, message, is_early } in refused {
            if is_early {
                self.refusals.reported_early(message);
            } else if self.refusals.reported(campaign, message) {
                self.failing.push(campaign);
            }
        }
    }

    /// Waits until something has come back or was said. Then, while much is on its way, a moment more: one commit is durable
    /// for all that comes in it. Where only reports come, whoever brings them waits: what comes during a turn is the next.
    pub(in crate::worker) async fn something(&mut self, now: i64) {
        let room = NEWS.saturating_sub(self.arrived.len()).max(1);
        tokio::select! {
            Some(landed) = self.flights.join_next_with_id() => self.take_back(landed, now),
            news = self.events.recv_many(&mut self.arrived, room) => if news == 0 {
                std::future::pending::<()>().await;
            },
        }
        if self.flights.len() > self.room / 4 {
            tokio::time::sleep(GATHER).await;
        }
    }
}
