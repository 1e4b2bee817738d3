//! What the worker does with messages: claims, outcomes, reports. See `worker::deliver`. Each function is one
//! transaction; none calls a gateway.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::campaign::Objective;
use domain::id::{CampaignId, MessageId, PharmacyId};
use domain::message::{Reason, Status};

use crate::Backend;
use crate::clock::Zone;
use crate::error::Result;
use crate::gateway::{Open, Outgoing, Report};
use crate::store::credits::Entry;
use crate::store::messages::Standing;
use crate::store::outbox::Claimed;
use crate::store::{self, WriteTx};

/// How long a claim holds, in milliseconds: longer than any gateway may take to answer.
const LEASE: i64 = 60_000;

/// Rows taken over in one transaction.
const TAKE_OVER: u32 = 1_000;

/// A message that was claimed and is to be handed over now.
pub(crate) struct Handover {
    pub(crate) message: Outgoing,
    /// How often it was claimed, this time included.
    pub(crate) attempt: u32,
}

/// What came of handing a message over.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// The gateway accepted it.
    Accepted { reference: String },
    /// The gateway refused it for good.
    Refused(Reason),
    /// It may be tried again at a time.
    Later { due_at: i64 },
    /// It could not be handed over in all its time.
    GivenUp,
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

/// Claims what is due. Outside of a pharmacy's sending hours its messages wait for their beginning. A client who has
/// paid, or wants no SMS any more, is left out now and the credit given back (the specification, section 2); so is a
/// number that cannot be called.
pub(crate) async fn claim(backend: &Backend, instance: i64, now: i64, limit: u32) -> Result<Claim> {
    let mut tx = backend.store().write().await?;
    let claimed = store::outbox::claim(&mut tx, instance, now, now + LEASE, limit).await?;
    if claimed.is_empty() {
        return Ok(Claim::default());
    }
    let looked_at = claimed.len();
    let ids: Vec<MessageId> = claimed.iter().map(|row| row.id).collect();
    let mut standing = by_id(store::messages::standing(&mut tx, &ids).await?);
    let (mut batch, mut handovers) = (Moves::new(now), Vec::with_capacity(claimed.len()));
    let mut zones: HashMap<PharmacyId, Zone> = HashMap::new();
    let mut postponed = vec![];
    for row in claimed {
        let zone = zones.entry(row.id.pharmacy()).or_insert_with(|| Zone::named(&row.zone));
        let opens = row.hours.next(zone, now);
        if opens > now {
            postponed.push((row.id.0, opens));
            continue;
        }
        let Some(mut message) = standing.remove(&row.id) else { continue };
        if message.status() == Status::Scheduled {
            batch.advance(&mut message, Status::Queued, None);
        }
        match stopped(&row, message.objective) {
            Some((status, reason)) => {
                if status == Status::Failed {
                    batch.advance(&mut message, Status::Sending, None);
                }
                batch.advance(&mut message, status, Some(reason));
            }
            None => batch.advance(&mut message, Status::Sending, None),
        }
        if let (Status::Sending, Some(phone)) = (message.status(), row.phone) {
            let message = Outgoing { message: row.id, phone, sender: row.sender, text: row.content };
            handovers.push(Handover { message, attempt: row.attempt });
        }
        // Stopped by a person meanwhile: nothing is left to do.
        if message.status().is_final() {
            batch.done.push(row.id.0);
        }
        batch.moved.push(message);
    }
    store::outbox::postpone(&mut tx, &postponed).await?;
    batch.save(&mut tx).await?;
    tx.commit().await?;
    batch.announce(backend);
    Ok(Claim { handovers, looked_at })
}

/// Why a message that is due does not leave after all.
fn stopped(row: &Claimed, objective: Objective) -> Option<(Status, Reason)> {
    let paid = objective == Objective::BalanceReminder && row.balance.is_some_and(|balance| balance <= 0);
    match (row.opted_out, paid, &row.phone) {
        (true, _, _) => Some((Status::Excluded, Reason::OptedOut)),
        (_, true, _) => Some((Status::Excluded, Reason::Paid)),
        (_, _, None) => Some((Status::Failed, Reason::NumberRefused)),
        (false, false, Some(_)) => None,
    }
}

/// Records what came of a batch. Where a report was quicker, it stands: a status only moves forward. Returns, for each
/// message that a gateway decided on, its campaign and whether it failed for good.
pub(crate) async fn record(
    backend: &Backend,
    now: i64,
    outcomes: &[(MessageId, Outcome)],
) -> Result<Vec<(CampaignId, bool)>> {
    let mut tx = backend.store().write().await?;
    let ids: Vec<MessageId> = outcomes.iter().map(|(id, _)| *id).collect();
    let mut standing = by_id(store::messages::standing(&mut tx, &ids).await?);
    let mut batch = Moves::new(now);
    let (mut accepted, mut later, mut decided) = (vec![], vec![], vec![]);
    for (id, outcome) in outcomes {
        let Some(mut message) = standing.remove(id) else { continue };
        match outcome {
            Outcome::Accepted { .. } => decided.push((message.campaign, false)),
            Outcome::Refused(_) | Outcome::GivenUp => decided.push((message.campaign, true)),
            Outcome::Later { .. } | Outcome::Unknown => {}
        }
        match outcome {
            Outcome::Accepted { reference } => {
                accepted.push((id.0, reference.as_str()));
                batch.advance(&mut message, Status::Sent, None);
            }
            Outcome::Refused(reason) => batch.advance(&mut message, Status::Failed, Some(*reason)),
            Outcome::GivenUp => batch.advance(&mut message, Status::Expired, Some(Reason::GatewayDown)),
            Outcome::Unknown => batch.advance(&mut message, Status::Uncertain, Some(Reason::AnswerLost)),
            Outcome::Later { due_at } => {
                later.push((id.0, *due_at));
                batch.queue_again(&mut message);
            }
        }
        batch.moved.push(message);
    }
    store::outbox::accepted(&mut tx, &accepted).await?;
    store::outbox::release(&mut tx, &later).await?;
    batch.save(&mut tx).await?;
    tx.commit().await?;
    batch.announce(backend);
    Ok(decided)
}

/// Applies reports, in the order in which they came: forward only, any number of times. One about a message that is not
/// there is left alone.
pub(crate) async fn apply(backend: &Backend, now: i64, reports: &[Report]) -> Result<()> {
    let mut tx = backend.store().write().await?;
    let ids: BTreeSet<MessageId> = reports.iter().map(|report| report.message).collect();
    let ids: Vec<MessageId> = ids.into_iter().collect();
    let mut standing = by_id(store::messages::standing(&mut tx, &ids).await?);
    let mut batch = Moves::new(now);
    for report in reports {
        if let Some(message) = standing.get_mut(&report.message) {
            batch.advance(message, report.status, report.reason);
        }
    }
    batch.moved.extend(standing.into_values());
    batch.save(&mut tx).await?;
    tx.commit().await?;
    batch.announce(backend);
    Ok(())
}

/// Takes over what a process that is gone had claimed: what was not being submitted is queued again, what was may have
/// left and is *incertain*. Returns how many messages that were; fewer than there are if there are very many.
pub(crate) async fn take_over(backend: &Backend, instance: i64, now: i64) -> Result<usize> {
    let mut tx = backend.store().write().await?;
    let abandoned = store::outbox::abandoned(&mut tx, instance, TAKE_OVER).await?;
    if abandoned.is_empty() {
        return Ok(0);
    }
    let ids: Vec<MessageId> = abandoned.iter().map(|row| row.id).collect();
    let mut standing = by_id(store::messages::standing(&mut tx, &ids).await?);
    let mut batch = Moves::new(now);
    let mut again = vec![];
    for row in &abandoned {
        let Some(mut message) = standing.remove(&row.id) else { continue };
        if row.submitting {
            batch.advance(&mut message, Status::Uncertain, Some(Reason::AnswerLost));
        } else {
            again.push((row.id.0, now));
            batch.queue_again(&mut message);
        }
        batch.moved.push(message);
    }
    store::outbox::release(&mut tx, &again).await?;
    batch.save(&mut tx).await?;
    tx.commit().await?;
    tracing::warn!(messages = abandoned.len(), queued_again = again.len(), "taken over from a process that is gone");
    batch.announce(backend);
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

fn by_id(messages: Vec<Standing>) -> HashMap<MessageId, Standing> {
    messages.into_iter().map(|message| (message.id, message)).collect()
}

/// What a change of status does with the credits of a message (the specification, sections 3 and 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Credit {
    /// Set aside → spent: the gateway accepted, or may have.
    Spend,
    /// Set aside → free: refused, excluded, cancelled or expired before that.
    GiveBack,
    /// Spent → free: a report says that the gateway refused after all.
    Correct,
}

/// The one rule by which credits follow statuses. What was accepted stays spent, whatever becomes of it.
pub(super) fn credit(from: Status, to: Status, reason: Option<Reason>) -> Option<Credit> {
    use Status::{Cancelled, Delivered, Excluded, Expired, Failed, Queued, Scheduled, Sending, Sent, Uncertain};
    let refused = matches!(reason, Some(Reason::NumberRefused | Reason::Refused));
    match (from, to) {
        (Scheduled | Queued | Sending, Sent | Delivered | Uncertain) => Some(Credit::Spend),
        (Scheduled | Queued | Sending, Cancelled | Excluded) => Some(Credit::GiveBack),
        (Scheduled | Queued, Failed | Expired) => Some(Credit::GiveBack),
        (Sending, Failed) if refused => Some(Credit::GiveBack),
        (Sending, Expired) if reason == Some(Reason::GatewayDown) => Some(Credit::GiveBack),
        // A phone that does not exist or cannot be reached: only the network says so, after it has accepted.
        (Sending, Failed | Expired) => Some(Credit::Spend),
        (Uncertain, Failed) if refused => Some(Credit::Correct),
        _ => None,
    }
}

/// Moves of a batch, gathered: messages, credits, and the rows that leave the outbox.
pub(super) struct Moves {
    at: i64,
    pub(super) moved: Vec<Standing>,
    credits: BTreeMap<(PharmacyId, CampaignId, Credit), u32>,
    done: Vec<i64>,
}

impl Moves {
    pub(super) fn new(at: i64) -> Self {
        Self { at, moved: vec![], credits: BTreeMap::new(), done: vec![] }
    }

    /// Back to the queue; out of it at once where the campaign was stopped meanwhile.
    fn queue_again(&mut self, message: &mut Standing) {
        self.advance(message, Status::Queued, None);
        if message.is_stopped {
            self.advance(message, Status::Cancelled, None);
        }
    }

    pub(super) fn advance(&mut self, message: &mut Standing, status: Status, reason: Option<Reason>) {
        let from = message.status();
        if !message.advance(status, reason, self.at) {
            return;
        }
        if let Some(credit) = credit(from, status, reason) {
            *self.credits.entry((message.id.pharmacy(), message.campaign, credit)).or_default() += message.parts;
        }
        if status.is_final() && !from.is_final() {
            self.done.push(message.id.0);
        }
    }

    /// Writes everything: one entry of the ledger for each campaign and each kind.
    pub(super) async fn save(&self, tx: &mut WriteTx) -> Result<()> {
        store::messages::save(tx, &self.moved).await?;
        store::outbox::remove(tx, &self.done).await?;
        for ((pharmacy, campaign, credit), parts) in &self.credits {
            let entry = match credit {
                Credit::Spend => Entry::spend(*parts),
                Credit::GiveBack => Entry::give_back(*parts),
                Credit::Correct => Entry::correct(*parts),
            };
            let entry = Entry { campaign: Some(*campaign), ..entry };
            store::credits::move_credits(tx, *pharmacy, self.at, entry).await?;
        }
        Ok(())
    }

    fn announce(&self, backend: &Backend) {
        let pharmacies: BTreeSet<PharmacyId> = self.moved.iter().map(|message| message.id.pharmacy()).collect();
        for pharmacy in pharmacies {
            backend.live().announce(pharmacy);
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Status::Sending, Status::Sent, None, Some(Credit::Spend))]
    #[case(Status::Sending, Status::Uncertain, Some(Reason::AnswerLost), Some(Credit::Spend))]
    #[case(Status::Sending, Status::Delivered, None, Some(Credit::Spend))]
    #[case(Status::Sending, Status::Failed, Some(Reason::NumberRefused), Some(Credit::GiveBack))]
    #[case(Status::Sending, Status::Failed, Some(Reason::UnknownNumber), Some(Credit::Spend))]
    #[case(Status::Sending, Status::Expired, Some(Reason::GatewayDown), Some(Credit::GiveBack))]
    #[case(Status::Sending, Status::Expired, Some(Reason::Unreachable), Some(Credit::Spend))]
    #[case(Status::Queued, Status::Expired, None, Some(Credit::GiveBack))]
    #[case(Status::Queued, Status::Excluded, Some(Reason::Paid), Some(Credit::GiveBack))]
    #[case(Status::Queued, Status::Sending, None, None)]
    #[case(Status::Sending, Status::Queued, None, None)]
    #[case(Status::Sent, Status::Failed, Some(Reason::Refused), None)]
    #[case(Status::Sent, Status::Expired, Some(Reason::Unreachable), None)]
    #[case(Status::Uncertain, Status::Failed, Some(Reason::NumberRefused), Some(Credit::Correct))]
    #[case(Status::Uncertain, Status::Failed, Some(Reason::UnknownNumber), None)]
    #[case(Status::Uncertain, Status::Delivered, None, None)]
    #[case(Status::Expired, Status::Delivered, None, None)]
    fn credits_follow_statuses(
        #[case] from: Status,
        #[case] to: Status,
        #[case] reason: Option<Reason>,
        #[case] expected: Option<Credit>,
    ) {
        assert_eq!(credit(from, to, reason), expected);
    }
}
