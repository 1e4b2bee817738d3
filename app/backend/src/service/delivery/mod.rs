//! What the worker does with messages: claims, outcomes, reports. See `worker::deliver`. Each function is one
//! transaction; none calls a gateway.

mod claim;
mod hand;
mod moves;
mod news;

use std::collections::BTreeSet;

use domain::id::{CampaignId, MessageId, PharmacyId};
use domain::message::{Reason, Status};

use self::hand::Hand;
pub(super) use self::moves::{Credit, Moves, credit};
use crate::Backend;
use crate::error::Result;
use crate::gateway::{News, Open, Outgoing};
use crate::service::campaigns;
use crate::store;
use crate::store::outbox::Settled;

/// Rows taken over in one transaction.
const TAKE_OVER: u32 = 1_000;

/// A message that was claimed and is to be handed over now.
pub(crate) struct Handover {
    pub(crate) message: Outgoing,
    pub(crate) campaign: CampaignId,
    /// How often it was claimed, this time included.
    pub(crate) attempt: u32,
}

/// What came of handing a message over.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// The gateway accepted it, under a name of its own; empty where it gives none.
    Accepted { reference: String },
    /// The gateway refused it for good.
    Refused(Reason),
    /// It may be tried again at a time.
    Later { due_at: i64 },
    /// The gateway's answer was lost.
    Unknown,
}

/// What a claim brought.
#[derive(Default)]
pub(crate) struct Claim {
    /// Messages to hand over, every one of them marked as being submitted.
    pub(crate) handovers: Vec<Handover>,
    /// How many rows were looked at: also those that are excluded now.
    pub(crate) looked_at: usize,
}

/// What the worker brings, and asks for, in one transaction: one commit is durable for all of it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Turn<'a> {
    pub(crate) now: i64,
    /// What came of messages that were handed over.
    pub(crate) outcomes: &'a [(MessageId, Outcome)],
    /// What the network said by itself, in the order in which it came.
    pub(crate) news: &'a [&'a News],
    /// Campaigns of which too much was refused: held back before anything else is claimed.
    pub(crate) failing: &'a [CampaignId],
    /// For which instance to claim how many messages.
    pub(crate) claim: Option<(i64, u32)>,
}

/// What a turn brought.
#[derive(Default)]
pub(crate) struct Turned {
    pub(crate) claim: Claim,
    /// Reports about messages that are not here.
    pub(crate) unknown: u32,
    /// Messages that reports have moved to *échec* because they were refused.
    pub(crate) refused: Vec<Refused>,
}

/// A message that a report has refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) campaign: CampaignId,
    pub(crate) message: MessageId,
    /// The gateway's answer is still outstanding.
    pub(crate) is_early: bool,
}

/// Records what came of what was handed over, applies what the network said, holds back what fails, and claims what is due:
/// in this order, in one transaction, so that all of it is durable, or none.
pub(crate) async fn turn(backend: &Backend, turn: Turn<'_>) -> Result<Turned> {
    let Turn { now, outcomes, news, failing, claim } = turn;
    let mut tx = backend.store().write().await?;
    let (mut turned, mut changed, mut hand) = (Turned::default(), BTreeSet::new(), Hand::new(now));
    let mut accepted = accepted(outcomes);
    // What is accepted just now may be meant as well.
    if news::is_by_reference(news) {
        let accepted = std::mem::take(&mut accepted);
        store::outbox::settle(&mut tx, &Settled { accepted, ..Settled::default() }).await?;
    }
    let reports = news::reports(&mut tx, news).await?;
    let reported = reports.iter().filter_map(|(_, id)| *id);
    hand.take(&mut tx, outcomes.iter().map(|(id, _)| *id).chain(reported)).await?;
    let later = record(&mut hand, outcomes);
    let applied = news::apply(&mut hand, &reports);
    (turned.unknown, turned.refused) = (applied.unknown, applied.refused);
    // Before it is looked at what still has to leave.
    hand.settle(&mut tx, accepted, later).await?;
    news::hear(&mut tx, &mut changed, now, news).await?;
    for campaign in failing {
        changed.extend(campaigns::hold_back_by_itself(&mut tx, *campaign, now).await?);
    }
    if let Some((instance, limit)) = claim {
        turned.claim = claim::due(&mut tx, &mut hand, instance, now, limit).await?;
    }
    hand.save(&mut tx, &mut changed).await?;
    store::messages::name(&mut tx, &applied.named).await?;
    let is_idle = outcomes.is_empty() && news.is_empty() && failing.is_empty() && turned.claim.looked_at == 0;
    if !is_idle {
        // By what stands now, so that the others follow with the next turn.
        campaigns::watch(&mut tx, now, &mut changed).await?;
        store::outbox::keep_time(&mut tx, now).await?;
        tx.commit().await?;
        announce(backend, &changed);
    }
    Ok(turned)
}

fn announce(backend: &Backend, changed: &BTreeSet<PharmacyId>) {
    for pharmacy in changed {
        backend.live().announce(*pharmacy);
    }
}

/// Gives up what nobody expects any more and no claim has found, because the gateway has taken nothing for a day. Returns
/// how many messages that were; fewer than there are if there are very many.
pub(crate) async fn give_up(backend: &Backend, now: i64) -> Result<usize> {
    let mut tx = backend.store().write().await?;
    let overdue = store::outbox::overdue(&mut tx, now, TAKE_OVER).await?;
    if overdue.is_empty() {
        return Ok(0);
    }
    let (mut hand, mut changed) = (Hand::new(now), BTreeSet::new());
    hand.take(&mut tx, overdue.iter().copied()).await?;
    for id in &overdue {
        let Some((message, moves)) = hand.message(*id) else { continue };
        if message.status() == Status::Scheduled {
            moves.advance(message, Status::Queued, None);
        }
        moves.advance(message, Status::Expired, Some(Reason::GatewayDown));
    }
    hand.save(&mut tx, &mut changed).await?;
    tx.commit().await?;
    tracing::warn!(messages = overdue.len(), "given up: the gateway took nothing for too long");
    announce(backend, &changed);
    Ok(overdue.len())
}

/// Looks at the sends whose first messages leave alone although nothing is heard: silence is good news in the end.
pub(crate) async fn watch(backend: &Backend, now: i64) -> Result<()> {
    let mut tx = backend.store().write().await?;
    let mut changed = BTreeSet::new();
    if campaigns::watch(&mut tx, now, &mut changed).await? {
        tx.commit().await?;
        announce(backend, &changed);
        backend.wake().notify_one();
    }
    Ok(())
}

/// The clock was set back by so many milliseconds, to `now`: what waits is due as much earlier.
pub(crate) async fn set_back(backend: &Backend, milliseconds: i64, now: i64) -> Result<()> {
    let mut tx = backend.store().write().await?;
    store::outbox::shift(&mut tx, milliseconds).await?;
    store::outbox::keep_time(&mut tx, now).await?;
    tx.commit().await
}

/// The time of the last turn that changed something, of this process or of one before; `None` before the first.
pub(crate) async fn last_turn(backend: &Backend) -> Result<Option<i64>> {
    store::outbox::kept_time(&mut *backend.store().read().await?).await
}

/// What the gateway accepted, under which references.
fn accepted(outcomes: &[(MessageId, Outcome)]) -> Vec<(i64, &str)> {
    let accepted = outcomes.iter().filter_map(|(id, outcome)| match outcome {
        Outcome::Accepted { reference } => Some((id.0, reference.as_str())),
        _ => None,
    });
    accepted.collect()
}

/// Moves on what came back; returns what waits again, and until when. Where a report was quicker, it stands: a status only
/// moves forward.
fn record(hand: &mut Hand, outcomes: &[(MessageId, Outcome)]) -> Vec<(i64, i64)> {
    let mut later = vec![];
    for (id, outcome) in outcomes {
        let Some((message, moves)) = hand.message(*id) else { continue };
        match outcome {
            Outcome::Accepted { reference } => {
                let named = Some(reference.as_str()).filter(|reference| !reference.is_empty());
                moves.advance_saying(message, Status::Sent, None, named);
            }
            Outcome::Refused(reason) => moves.advance(message, Status::Failed, Some(*reason)),
            Outcome::Unknown => moves.advance(message, Status::Uncertain, Some(Reason::AnswerLost)),
            Outcome::Later { due_at } => {
                later.push((id.0, *due_at));
                moves.queue_again(message);
            }
        }
    }
    later
}

/// Takes over what a process that is gone had claimed: what was not being submitted is queued again, what was may have
/// left and is *incertain*. Returns how many messages that were; fewer than there are if there are very many.
pub(crate) async fn take_over(backend: &Backend, instance: i64, now: i64) -> Result<usize> {
    let mut tx = backend.store().write().await?;
    let abandoned = store::outbox::abandoned(&mut tx, instance, TAKE_OVER).await?;
    if abandoned.is_empty() {
        return Ok(0);
    }
    let (mut hand, mut again, mut changed) = (Hand::new(now), vec![], BTreeSet::new());
    hand.take(&mut tx, abandoned.iter().map(|row| row.id)).await?;
    for row in &abandoned {
        let Some((message, moves)) = hand.message(row.id) else { continue };
        if row.submitting {
            moves.advance(message, Status::Uncertain, Some(Reason::AnswerLost));
        } else {
            again.push((row.id.0, now));
            moves.queue_again(message);
        }
    }
    let queued_again = again.len();
    hand.settle(&mut tx, vec![], again).await?;
    hand.save(&mut tx, &mut changed).await?;
    tx.commit().await?;
    tracing::warn!(messages = abandoned.len(), queued_again, "taken over from a process that is gone");
    announce(backend, &changed);
    Ok(abandoned.len())
}

/// The next messages, in the order of their ids, of which a gateway still has to report; after the last, none.
pub(crate) async fn awaited(backend: &Backend, after: MessageId) -> Result<Vec<Open>> {
    let mut conn = backend.store().read().await?;
    let rows = store::outbox::awaited(&mut conn, after.0, TAKE_OVER).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some(Open { message: row.id, phone: row.phone?, reference: row.reference }))
        .collect())
}

/// When the next message is due; `None` if none waits.
pub(crate) async fn next_due(backend: &Backend) -> Result<Option<i64>> {
    store::outbox::next_due(&mut *backend.store().read().await?).await
}
