//! What is on its way: handed over to the gateway and not back yet, and what the network says meanwhile.

use std::sync::Arc;
use std::time::Duration;

use domain::gateway::TroubleKind;
use domain::id::{CampaignId, MessageId};
use rand::RngExt;

use super::{Delivery, NEWS};
use crate::gateway::Submitted;
use crate::service::delivery::{Handover, Outcome};
use crate::worker::backoff;

/// How long is waited for more to be stored with what has come.
const GATHER: Duration = Duration::from_millis(2);

/// A message that was handed over.
pub(super) struct Handed {
    message: MessageId,
    campaign: CampaignId,
    attempt: u32,
    answer: Submitted,
}

impl Delivery {
    /// Hands messages over, all of them at once and outside any transaction: no more is in flight than was marked.
    pub(super) fn hand_over(&mut self, handovers: Vec<Handover>) {
        if !handovers.is_empty() {
            self.breaker.tries();
        }
        for Handover { message, campaign, attempt } in handovers {
            let (gateway, handed, id) = (Arc::clone(&self.gateway), self.handed.clone(), message.message);
            self.flying += 1;
            tokio::spawn(async move {
                let answer = gateway.submit(message).await;
                // Nobody takes it back only when the delivery is gone: the next one takes it over.
                let _gone = handed.send(Handed { message: id, campaign, attempt, answer });
            });
        }
    }

    /// Waits until everything that was handed over has come back.
    pub(super) async fn land(&mut self, now: i64) {
        while self.flying > 0 {
            let Some(handed) = self.landed.recv().await else { return };
            self.take_back(handed, now);
        }
    }

    /// Takes what has come back and what was said, without waiting.
    pub(super) fn collect(&mut self, now: i64) {
        while let Ok(handed) = self.landed.try_recv() {
            self.take_back(handed, now);
        }
        while self.arrived.len() < NEWS
            && let Ok(event) = self.events.try_recv()
        {
            self.arrived.push(event);
        }
    }

    fn take_back(&mut self, Handed { message, campaign, attempt, answer }: Handed, now: i64) {
        self.flying = self.flying.saturating_sub(1);
        let outcome = match answer {
            Submitted::Accepted { reference } => {
                self.monitor.taken(1, now);
                self.breaker.succeeded();
                self.decided(campaign, false);
                Outcome::Accepted { reference }
            }
            Submitted::Refused(reason) => {
                self.monitor.answered();
                self.breaker.succeeded();
                self.decided(campaign, true);
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

    fn decided(&mut self, campaign: CampaignId, refused: bool) {
        if self.refusals.note(campaign, refused) {
            self.failing.push(campaign);
        }
    }

    /// Waits until something has come back or was said. Then, while much is on its way, a moment more: one commit is durable
    /// for all that comes in it. Where only reports come, whoever brings them waits: what comes during a turn is the next.
    pub(in crate::worker) async fn something(&mut self, now: i64) {
        let room = NEWS.saturating_sub(self.arrived.len()).max(1);
        tokio::select! {
            Some(handed) = self.landed.recv() => self.take_back(handed, now),
            news = self.events.recv_many(&mut self.arrived, room) => if news == 0 {
                std::future::pending::<()>().await;
            },
        }
        if self.flying > self.room / 4 {
            tokio::time::sleep(GATHER).await;
        }
    }
}
