//! *Canari*: the first messages of a send leave alone. The others follow when nothing bad is heard of these, and are held
//! back when something is. What is known of them is what their statuses say; the campaign holds only how many lead.

use std::collections::BTreeSet;

use domain::campaign::CANARY;
use domain::id::{CampaignId, PharmacyId};
use domain::message::Status;

use super::control::hold_back;
use crate::error::Result;
use crate::store::campaigns::Watched;
use crate::store::{self, WriteTx};

/// After so many milliseconds without a report what was accepted counts as good: some networks report nothing, and a phone
/// that is off says nothing about the text.
const SILENCE: i64 = 600_000;

/// What the first messages of a send say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Something is still to be heard of one of them.
    Wait,
    /// All is well: the others follow.
    Follow,
    /// One was refused, did not arrive, or nobody knows: the others are held back.
    Stop,
    /// None of them left, because their clients have paid meanwhile or want no SMS: others lead.
    Nobody,
}

/// Looks at the sends whose first messages are being watched; says whether anything was done.
pub(crate) async fn watch(tx: &mut WriteTx, now: i64, changed: &mut BTreeSet<PharmacyId>) -> Result<bool> {
    let mut is_done = false;
    for campaign in store::campaigns::watched(tx).await? {
        let (first, last) = campaign.ids;
        let leaders = (first, (first + i64::from(campaign.canary) - 1).min(last));
        let verdict = verdict(&store::messages::heard(tx, leaders).await?, now);
        match verdict {
            Verdict::Wait => continue,
            Verdict::Follow => follow(tx, campaign.id, campaign.ids, now - campaign.leaves_at).await?,
            Verdict::Nobody if leaders.1 == last => store::campaigns::set_canary(tx, campaign.id, None).await?,
            Verdict::Nobody => lead(tx, campaign.id, campaign.ids, campaign.canary.saturating_add(CANARY)).await?,
            Verdict::Stop => stop(tx, &campaign, now).await?,
        }
        tracing::info!(campaign = campaign.id.0, ?verdict, "the first messages of a send were looked at");
        changed.insert(campaign.pharmacy);
        is_done = true;
    }
    Ok(is_done)
}

/// Has the first so many messages of a send leave alone.
pub(super) async fn lead(tx: &mut WriteTx, campaign: CampaignId, ids: (i64, i64), canary: u32) -> Result<()> {
    let (first, last) = ids;
    store::campaigns::set_canary(tx, campaign, Some(canary)).await?;
    let following = first + i64::from(canary);
    store::outbox::hold(tx, (first, following - 1), false).await?;
    store::outbox::hold(tx, (following, last), true).await
}

/// Lets the others go. The time for which they were held, in milliseconds, is not counted against them.
pub(super) async fn follow(tx: &mut WriteTx, campaign: CampaignId, ids: (i64, i64), held_for: i64) -> Result<()> {
    store::campaigns::set_canary(tx, campaign, None).await?;
    store::outbox::hold(tx, ids, false).await?;
    store::outbox::prolong(tx, ids, held_for.max(0)).await
}

/// Holds the others back, until a person lets them go. That it was the first ones is known by their being watched still.
async fn stop(tx: &mut WriteTx, campaign: &Watched, now: i64) -> Result<()> {
    match hold_back(tx, campaign.id, campaign.ids, now, None).await? {
        Some(action) => {
            let subject = Some(campaign.reference.as_str());
            store::audit::record(tx, campaign.pharmacy, now, None, action, subject).await
        }
        // Nothing is left to be held back: somebody has stopped it.
        None => store::campaigns::set_canary(tx, campaign.id, None).await,
    }
}

/// `heard`: where each message stands, and since when it is accepted.
fn verdict(heard: &[(Status, Option<i64>)], now: i64) -> Verdict {
    use Status::{Cancelled, Excluded, Expired, Failed, Queued, Scheduled, Sending, Sent, Uncertain};
    let any = |is: &dyn Fn(Status) -> bool| heard.iter().any(|(status, _)| is(*status));
    let is_recent = |(status, at): &(Status, Option<i64>)| *status == Sent && at.is_none_or(|at| now - at < SILENCE);
    if any(&|status| matches!(status, Failed | Expired | Uncertain)) {
        Verdict::Stop
    } else if any(&|status| matches!(status, Scheduled | Queued | Sending)) || heard.iter().any(is_recent) {
        Verdict::Wait
    } else if heard.iter().all(|(status, _)| matches!(status, Excluded | Cancelled)) {
        Verdict::Nobody
    } else {
        Verdict::Follow
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::Verdict::{Follow, Nobody, Stop, Wait};
    use super::*;

    const NOW: i64 = 10_000_000;

    #[rstest]
    #[case(&[Status::Delivered, Status::Delivered, Status::Delivered], 0, Follow)]
    #[case(&[Status::Delivered, Status::Delivered, Status::Sent], 0, Wait)]
    #[case(&[Status::Delivered, Status::Delivered, Status::Sent], SILENCE - 1, Wait)]
    #[case(&[Status::Delivered, Status::Delivered, Status::Sent], SILENCE, Follow)]
    #[case(&[Status::Sent, Status::Sent, Status::Sent], SILENCE, Follow)]
    #[case(&[Status::Delivered, Status::Queued, Status::Sent], SILENCE, Wait)]
    #[case(&[Status::Delivered, Status::Sending, Status::Excluded], 0, Wait)]
    #[case(&[Status::Delivered, Status::Excluded, Status::Excluded], 0, Follow)]
    #[case(&[Status::Excluded, Status::Excluded, Status::Cancelled], 0, Nobody)]
    #[case(&[Status::Scheduled, Status::Scheduled, Status::Scheduled], 0, Wait)]
    // Bad news need not wait for the others.
    #[case(&[Status::Queued, Status::Queued, Status::Failed], 0, Stop)]
    #[case(&[Status::Delivered, Status::Delivered, Status::Expired], 0, Stop)]
    #[case(&[Status::Delivered, Status::Uncertain, Status::Delivered], 0, Stop)]
    fn the_first_messages_say_what_becomes_of_the_others(
        #[case] statuses: &[Status],
        #[case] silent: i64,
        #[case] expected: Verdict,
    ) {
        let heard: Vec<_> = statuses.iter().map(|status| (*status, Some(NOW - silent))).collect();
        assert_eq!(verdict(&heard, NOW), expected);
    }

    #[test]
    fn no_status_is_forgotten() {
        for status in Status::ALL {
            let _not_a_panic = verdict(&[(status, None)], NOW);
        }
    }
}
