//! What leaves next, and what of it does not leave after all.

use std::collections::HashMap;

use domain::campaign::Objective;
use domain::id::PharmacyId;
use domain::message::{Reason, Status};

use super::{Claim, Hand, Handover};
use crate::clock::Zone;
use crate::error::Result;
use crate::gateway::Outgoing;
use crate::store::outbox::Claimed;
use crate::store::{self, WriteTx};

/// Claims what is due. Outside of a pharmacy's sending hours its messages wait for their beginning. A client who has
/// paid, or owes less than the send's minimum by now, wants no SMS any more, or no promotions, is left out now and the
/// credit given back (the specification, sections 2 and 8); so is a number that cannot be called, and what nobody expects
/// any more. Who has paid a part gets what was previewed, and is counted.
pub(super) async fn due(tx: &mut WriteTx, hand: &mut Hand, instance: i64, now: i64, limit: u32) -> Result<Claim> {
    let claimed = store::outbox::claim(tx, instance, now, limit).await?;
    if claimed.is_empty() {
        return Ok(Claim::default());
    }
    let looked_at = claimed.len();
    hand.take(tx, claimed.iter().map(|row| row.id)).await?;
    let mut handovers = Vec::with_capacity(claimed.len());
    let mut zones: HashMap<PharmacyId, Zone> = HashMap::new();
    let (mut postponed, mut paid_in_part) = (vec![], vec![]);
    for row in claimed {
        let Some((message, moves)) = hand.message(row.id) else { continue };
        let zone = zones.entry(row.id.pharmacy()).or_insert_with(|| Zone::named(&row.zone));
        let opens = row.hours.next(zone, now);
        if opens > now && row.give_up_at > now {
            postponed.push((row.id.0, opens));
            continue;
        }
        if message.status() == Status::Scheduled {
            moves.advance(message, Status::Queued, None);
        }
        match stopped(&row, message.objective, now) {
            Some((status, reason)) => {
                if status == Status::Failed {
                    moves.advance(message, Status::Sending, None);
                }
                moves.advance(message, status, Some(reason));
            }
            None => moves.advance(message, Status::Sending, None),
        }
        // Stopped by a person meanwhile: nothing is left to do.
        if message.status().is_final() {
            moves.done.push(message.id.0);
        }
        let campaign = message.campaign;
        if let (Status::Sending, Some(phone)) = (message.status(), row.phone) {
            if row.owed.zip(row.balance).is_some_and(|(owed, balance)| balance < owed) {
                paid_in_part.push(row.id.0);
            }
            let Claimed { id: message, sender, content: text, encoding, parts, attempt, .. } = row;
            let outgoing = Outgoing { message, phone, sender, text, encoding, parts };
            handovers.push(Handover { message: outgoing, campaign, attempt });
        }
    }
    store::outbox::postpone(tx, &postponed).await?;
    store::outbox::count_paid_in_part(tx, &paid_in_part).await?;
    Ok(Claim { handovers, looked_at })
}

/// Why a message that is due does not leave after all.
fn stopped(row: &Claimed, objective: Objective, now: i64) -> Option<(Status, Reason)> {
    let least = row.minimum.unwrap_or(1).max(1);
    let paid = objective == Objective::BalanceReminder && row.balance.is_some_and(|balance| balance < least);
    if row.opted_out {
        return Some((Status::Excluded, Reason::OptedOut));
    }
    match (row.unconsented, paid, &row.phone) {
        (true, _, _) => Some((Status::Excluded, Reason::NoConsent)),
        (_, true, _) => Some((Status::Excluded, Reason::Paid)),
        (_, _, None) => Some((Status::Failed, Reason::NumberRefused)),
        (false, false, Some(_)) if row.give_up_at <= now => Some((Status::Expired, Reason::GatewayDown)),
        (false, false, Some(_)) => None,
    }
}
