//! Moves of messages, and what they do with the credits.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{CampaignId, PharmacyId};
use domain::message::{Reason, Status};

use crate::error::Result;
use crate::store::credits::Entry;
use crate::store::messages::Standing;
use crate::store::{self, WriteTx};

/// What a change of status does with the credits of a message (the specification, sections 3 and 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::service) enum Credit {
    /// Set aside → spent: the gateway accepted, or may have.
    Spend,
    /// Set aside → free: refused, excluded, cancelled or expired before that.
    GiveBack,
    /// Spent → free: a report says that the gateway refused after all.
    Correct,
}

/// The one rule by which credits follow statuses. What was accepted stays spent, whatever becomes of it.
pub(in crate::service) fn credit(from: Status, to: Status, reason: Option<Reason>) -> Option<Credit> {
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
pub(in crate::service) struct Moves {
    at: i64,
    pub(in crate::service) moved: Vec<Standing>,
    credits: BTreeMap<(PharmacyId, CampaignId, Credit), u32>,
    pub(super) done: Vec<i64>,
}

impl Moves {
    pub(in crate::service) fn new(at: i64) -> Self {
        Self { at, moved: vec![], credits: BTreeMap::new(), done: vec![] }
    }

    /// Back to the queue; out of it at once where the campaign was stopped meanwhile.
    pub(super) fn queue_again(&mut self, message: &mut Standing) {
        self.advance(message, Status::Queued, None);
        if message.is_stopped {
            self.advance(message, Status::Cancelled, None);
        }
    }

    pub(in crate::service) fn advance(&mut self, message: &mut Standing, status: Status, reason: Option<Reason>) {
        self.advance_saying(message, status, reason, None);
    }

    /// Moves a message on, with what the network said.
    pub(super) fn advance_saying(
        &mut self,
        message: &mut Standing,
        status: Status,
        reason: Option<Reason>,
        detail: Option<&str>,
    ) {
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
    pub(in crate::service) async fn save(&self, tx: &mut WriteTx) -> Result<()> {
        store::messages::save(tx, &self.moved).await?;
        store::outbox::remove(tx, &self.done).await?;
        for ((pharmacy, campaign, credit), parts) in &self.credits {
            let entry = match credit {
                Credit::Spend => Entry::spend(*parts),
                Credit::GiveBack => Entry::give_back(*parts),
                Credit::Correct => {
                    // What the sales service has given back already is not given back again.
                    let spent = store::credits::still_spent(tx, *pharmacy, *campaign).await?;
                    let credits = spent.min(*parts);
                    if credits < *parts {
                        tracing::info!(
                            pharmacy = pharmacy.0,
                            campaign = campaign.0,
                            parts,
                            credits,
                            "given back before the report came"
                        );
                    }
                    if credits == 0 {
                        continue;
                    }
                    Entry::correct(credits)
                }
            };
            let entry = Entry { campaign: Some(*campaign), ..entry };
            store::credits::move_credits(tx, *pharmacy, self.at, entry).await?;
        }
        Ok(())
    }

    /// Adds the pharmacies of what moved.
    pub(super) fn name(&self, changed: &mut BTreeSet<PharmacyId>) {
        let moved = self.moved.iter().filter(|message| message.has_moved());
        changed.extend(moved.map(|message| message.id.pharmacy()));
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
