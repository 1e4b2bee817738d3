//! What the worker does with messages: claims, outcomes, reports. See `worker::deliver`. Each function is one
//! transaction; none calls a gateway.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::campaign::Objective;
use domain::id::{CampaignId, MessageId, PharmacyId};
use domain::message::{Reason, Status};
use domain::phone::{PhoneNumber, Reading};
use domain::stop::is_stop;

use crate::Backend;
use crate::clock::Zone;
use crate::error::Result;
use crate::gateway::{About, Inbound, News, Open, Outgoing, Report};
use crate::store::credits::Entry;
use crate::store::inbound::NewInbound;
use crate::store::messages::Standing;
use crate::store::outbox::Claimed;
use crate::store::{self, WriteTx};

/// How long a claim holds, in milliseconds: longer than any gateway may take to answer.
const LEASE: i64 = 60_000;

/// Rows taken over in one transaction.
const TAKE_OVER: u32 = 1_000;

/// The most characters that are kept of a text that came in, and of a network's reference.
const MAX_INBOUND: usize = 2_000;
const MAX_REFERENCE: usize = 200;

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
    /// For which instance to claim how many messages.
    pub(crate) claim: Option<(i64, u32)>,
}

/// What a turn brought.
#[derive(Default)]
pub(crate) struct Turned {
    pub(crate) claim: Claim,
    /// For each message that a gateway decided on, its campaign and whether it failed for good.
    pub(crate) decided: Vec<(CampaignId, bool)>,
    /// Reports about messages that are not here.
    pub(crate) unknown: u32,
}

/// Records what came of what was handed over, applies what the network said, and claims what is due: in this order, in one
/// transaction, so that all of it is durable, or none.
pub(crate) async fn turn(backend: &Backend, turn: Turn<'_>) -> Result<Turned> {
    let Turn { now, outcomes, news, claim } = turn;
    let mut tx = backend.store().write().await?;
    let (mut turned, mut changed) = (Turned::default(), BTreeSet::new());
    if !outcomes.is_empty() {
        turned.decided = record(&mut tx, &mut changed, now, outcomes).await?;
    }
    if !news.is_empty() {
        turned.unknown = apply(&mut tx, &mut changed, now, news).await?;
    }
    if let Some((instance, limit)) = claim {
        turned.claim = claim_due(&mut tx, &mut changed, instance, now, limit).await?;
    }
    let is_idle = outcomes.is_empty() && news.is_empty() && turned.claim.looked_at == 0;
    if !is_idle {
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

/// Claims what is due. Outside of a pharmacy's sending hours its messages wait for their beginning. A client who has
/// paid, or wants no SMS any more, is left out now and the credit given back (the specification, section 2); so is a
/// number that cannot be called, and what nobody expects any more.
async fn claim_due(
    tx: &mut WriteTx,
    changed: &mut BTreeSet<PharmacyId>,
    instance: i64,
    now: i64,
    limit: u32,
) -> Result<Claim> {
    let claimed = store::outbox::claim(tx, instance, now, now + LEASE, limit).await?;
    if claimed.is_empty() {
        return Ok(Claim::default());
    }
    let looked_at = claimed.len();
    let ids: Vec<MessageId> = claimed.iter().map(|row| row.id).collect();
    let mut standing = by_id(store::messages::standing(tx, &ids).await?);
    let (mut batch, mut handovers) = (Moves::new(now), Vec::with_capacity(claimed.len()));
    let mut zones: HashMap<PharmacyId, Zone> = HashMap::new();
    let mut postponed = vec![];
    for row in claimed {
        let Some(mut message) = standing.remove(&row.id) else { continue };
        let zone = zones.entry(row.id.pharmacy()).or_insert_with(|| Zone::named(&row.zone));
        let opens = row.hours.next(zone, now);
        if opens > now && row.give_up_at > now {
            postponed.push((row.id.0, opens));
            continue;
        }
        if message.status() == Status::Scheduled {
            batch.advance(&mut message, Status::Queued, None);
        }
        match stopped(&row, message.objective, now) {
            Some((status, reason)) => {
                if status == Status::Failed {
                    batch.advance(&mut message, Status::Sending, None);
                }
                batch.advance(&mut message, status, Some(reason));
            }
            None => batch.advance(&mut message, Status::Sending, None),
        }
        if let (Status::Sending, Some(phone)) = (message.status(), row.phone) {
            let Claimed { id: message, sender, content: text, encoding, parts, attempt, .. } = row;
            handovers.push(Handover { message: Outgoing { message, phone, sender, text, encoding, parts }, attempt });
        }
        // Stopped by a person meanwhile: nothing is left to do.
        if message.status().is_final() {
            batch.done.push(message.id.0);
        }
        batch.moved.push(message);
    }
    store::outbox::postpone(tx, &postponed).await?;
    batch.save(tx).await?;
    batch.name(changed);
    Ok(Claim { handovers, looked_at })
}

/// Why a message that is due does not leave after all.
fn stopped(row: &Claimed, objective: Objective, now: i64) -> Option<(Status, Reason)> {
    let paid = objective == Objective::BalanceReminder && row.balance.is_some_and(|balance| balance <= 0);
    match (row.opted_out, paid, &row.phone) {
        (true, _, _) => Some((Status::Excluded, Reason::OptedOut)),
        (_, true, _) => Some((Status::Excluded, Reason::Paid)),
        (_, _, None) => Some((Status::Failed, Reason::NumberRefused)),
        (false, false, Some(_)) if row.give_up_at <= now => Some((Status::Expired, Reason::GatewayDown)),
        (false, false, Some(_)) => None,
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
    let mut batch = Moves::new(now);
    for mut message in store::messages::standing(&mut tx, &overdue).await? {
        if message.status() == Status::Scheduled {
            batch.advance(&mut message, Status::Queued, None);
        }
        batch.advance(&mut message, Status::Expired, Some(Reason::GatewayDown));
        batch.moved.push(message);
    }
    batch.save(&mut tx).await?;
    tx.commit().await?;
    tracing::warn!(messages = overdue.len(), "given up: the gateway took nothing for too long");
    let mut changed = BTreeSet::new();
    batch.name(&mut changed);
    announce(backend, &changed);
    Ok(overdue.len())
}

/// The clock was set back by so many milliseconds: what waits is due as much earlier.
pub(crate) async fn set_back(backend: &Backend, milliseconds: i64) -> Result<()> {
    let mut tx = backend.store().write().await?;
    store::outbox::shift(&mut tx, milliseconds).await?;
    tx.commit().await
}

/// Records what came of a batch. Where a report was quicker, it stands: a status only moves forward. Returns, for each
/// message that a gateway decided on, its campaign and whether it failed for good.
async fn record(
    tx: &mut WriteTx,
    changed: &mut BTreeSet<PharmacyId>,
    now: i64,
    outcomes: &[(MessageId, Outcome)],
) -> Result<Vec<(CampaignId, bool)>> {
    let ids: Vec<MessageId> = outcomes.iter().map(|(id, _)| *id).collect();
    let mut standing = by_id(store::messages::standing(tx, &ids).await?);
    let mut batch = Moves::new(now);
    let (mut accepted, mut later, mut decided) = (vec![], vec![], vec![]);
    for (id, outcome) in outcomes {
        let Some(mut message) = standing.remove(id) else { continue };
        match outcome {
            Outcome::Accepted { .. } => decided.push((message.campaign, false)),
            Outcome::Refused(_) => decided.push((message.campaign, true)),
            Outcome::Later { .. } | Outcome::Unknown => {}
        }
        match outcome {
            Outcome::Accepted { reference } => {
                accepted.push((id.0, reference.as_str()));
                batch.advance_saying(&mut message, Status::Sent, None, Some(reference));
            }
            Outcome::Refused(reason) => batch.advance(&mut message, Status::Failed, Some(*reason)),
            Outcome::Unknown => batch.advance(&mut message, Status::Uncertain, Some(Reason::AnswerLost)),
            Outcome::Later { due_at } => {
                later.push((id.0, *due_at));
                batch.queue_again(&mut message);
            }
        }
        batch.moved.push(message);
    }
    store::outbox::accepted(tx, &accepted).await?;
    store::outbox::release(tx, &later).await?;
    batch.save(tx).await?;
    batch.name(changed);
    Ok(decided)
}

/// Applies what the network said, in the order in which it came: forward only, any number of times. What concerns no message
/// here is left alone; returns how many reports that were.
async fn apply(tx: &mut WriteTx, changed: &mut BTreeSet<PharmacyId>, now: i64, news: &[&News]) -> Result<u32> {
    let reports: Vec<&Report> = news
        .iter()
        .filter_map(|news| match news {
            News::Report(report) => Some(report),
            News::Inbound(_) => None,
        })
        .collect();
    let mut unknown = 0;
    if !reports.is_empty() {
        let named = named(tx, &reports).await?;
        let ids: BTreeSet<MessageId> = named.iter().flatten().copied().collect();
        let ids: Vec<MessageId> = ids.into_iter().collect();
        let mut standing = by_id(store::messages::standing(tx, &ids).await?);
        let mut batch = Moves::new(now);
        for (report, id) in reports.iter().zip(&named) {
            match id.and_then(|id| standing.get_mut(&id)) {
                Some(message) => {
                    batch.advance_saying(message, report.status, report.reason, report.detail.as_deref());
                }
                None => unknown += 1,
            }
        }
        batch.moved.extend(standing.into_values());
        batch.save(tx).await?;
        batch.name(changed);
    }
    for news in news {
        if let News::Inbound(inbound) = news {
            hear(tx, changed, now, inbound).await?;
        }
    }
    Ok(unknown)
}

/// Which message each report is about; `None` where it is none that is in hand.
async fn named(tx: &mut WriteTx, reports: &[&Report]) -> Result<Vec<Option<MessageId>>> {
    let candidates: BTreeSet<&str> = reports
        .iter()
        .filter_map(|report| match &report.about {
            About::Reference { candidates, .. } => Some(candidates.iter().map(String::as_str)),
            About::Message(_) => None,
        })
        .flatten()
        .collect();
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let found = if candidates.is_empty() { vec![] } else { store::outbox::by_reference(tx, &candidates).await? };
    let mut known: HashMap<&str, Vec<(MessageId, &str)>> = HashMap::new();
    for (reference, id, phone) in &found {
        known.entry(reference.as_str()).or_default().push((*id, phone.as_str()));
    }
    let of = |candidates: &[String], phone: Option<&PhoneNumber>| {
        let fits = |its: &str| phone.is_none_or(|phone| phone.as_str() == its);
        let first =
            |candidate: &String| known.get(candidate.as_str())?.iter().find(|(_, its)| fits(its)).map(|(id, _)| *id);
        candidates.iter().find_map(first)
    };
    let named = reports.iter().map(|report| match &report.about {
        About::Message(id) => Some(*id),
        About::Reference { candidates, phone } => of(candidates, phone.as_ref()),
    });
    Ok(named.collect())
}

/// Keeps what somebody wrote; a word that means *no more* is an opt-out of the phone, also of one that no client has.
async fn hear(tx: &mut WriteTx, changed: &mut BTreeSet<PharmacyId>, now: i64, inbound: &Inbound) -> Result<()> {
    // A service number or a foreign one: nobody whom we could have written to.
    let Reading::Mobile { number: phone, .. } = domain::phone::read(&inbound.from) else { return Ok(()) };
    let stops = is_stop(&inbound.text);
    let text: String = inbound.text.chars().take(MAX_INBOUND).collect();
    let reference: String = inbound.reference.chars().take(MAX_REFERENCE).collect();
    for pharmacy in store::inbound::addressees(tx, &phone).await? {
        let new = NewInbound { phone: &phone, reference: &reference, text: &text, stops };
        store::inbound::add(tx, pharmacy, &new, now).await?;
        if stops {
            store::inbound::opt_out(tx, pharmacy, &phone, now).await?;
        }
        changed.insert(pharmacy);
    }
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
    let mut changed = BTreeSet::new();
    batch.name(&mut changed);
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
    let refused = reason.is_some_and(Reason::is_refusal);
    match (from, to) {
        (Scheduled | Queued | Sending, Sent | Delivered | Uncertain) => Some(Credit::Spend),
        (Scheduled | Queued | Sending, Cancelled | Excluded) => Some(Credit::GiveBack),
        (Scheduled | Queued, Failed | Expired) => Some(Credit::GiveBack),
        (Sending, Failed) if refused => Some(Credit::GiveBack),
        (Sending, Expired) if reason == Some(Reason::GatewayDown) => Some(Credit::GiveBack),
        // A phone that does not exist or cannot be reached: only the network says so, after it has accepted.
        (Sending, Failed | Expired) => Some(Credit::Spend),
        // Taken and refused later: Kannel says *taken* before its SMSC is asked (facts, `gateways.md`, E1).
        (Sent | Uncertain, Failed) if refused => Some(Credit::Correct),
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
        self.advance_saying(message, status, reason, None);
    }

    /// Moves a message on, with what the network said.
    fn advance_saying(&mut self, message: &mut Standing, status: Status, reason: Option<Reason>, detail: Option<&str>) {
        let from = message.status();
        if !message.advance(status, reason, detail, self.at) {
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

    /// Adds the pharmacies of what moved.
    fn name(&self, changed: &mut BTreeSet<PharmacyId>) {
        changed.extend(self.moved.iter().map(|message| message.id.pharmacy()));
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
    #[case(Status::Sent, Status::Failed, Some(Reason::Refused), Some(Credit::Correct))]
    #[case(Status::Sent, Status::Failed, Some(Reason::NumberRefused), Some(Credit::Correct))]
    #[case(Status::Sent, Status::Failed, Some(Reason::Blocked), None)]
    #[case(Status::Sent, Status::Failed, Some(Reason::Undelivered), None)]
    #[case(Status::Sending, Status::Failed, Some(Reason::SenderRefused), Some(Credit::GiveBack))]
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
