//! Campaigns of which too much is refused.

use std::collections::{HashMap, HashSet, VecDeque};

use domain::id::{CampaignId, MessageId};

/// A campaign holds itself back when more than 20 % of its last 50 submissions failed for good: a list of wrong numbers
/// is noticed before all of it is paid for.
const WINDOW: usize = 50;
const MOST_FAILED: usize = WINDOW / 5;

/// The most submissions of a campaign that are remembered, so that a report that comes late finds its own: Kannel and
/// Twilio take everything and refuse by report.
const REMEMBERED: usize = 5_000;

/// The most campaigns whose last submissions are remembered.
const MOST_CAMPAIGNS: usize = 100;

/// The last submissions of each campaign: whether they failed for good.
#[derive(Default)]
pub(super) struct Refusals {
    campaigns: HashMap<CampaignId, VecDeque<(MessageId, bool)>>,
    /// Refused by a report that was quicker than the answer.
    early: HashSet<MessageId>,
}

impl Refusals {
    /// Notes what a gateway decided on one of a campaign's messages; `None` where it decided nothing, because the answer was
    /// lost or it asked to try later. Returns whether too much of the campaign was refused lately.
    pub(super) fn answered(&mut self, campaign: CampaignId, message: MessageId, refused: Option<bool>) -> bool {
        let was_early = self.early.remove(&message);
        let Some(refused) = refused.or(was_early.then_some(true)) else { return false };
        // Campaigns that are over are not told apart: what is lost here is counted anew.
        if self.campaigns.len() >= MOST_CAMPAIGNS && !self.campaigns.contains_key(&campaign) {
            self.campaigns.clear();
        }
        let last = self.campaigns.entry(campaign).or_default();
        last.push_back((message, refused || was_early));
        if last.len() > REMEMBERED {
            last.pop_front();
        }
        let fails = fails(last.range(last.len().saturating_sub(WINDOW)..));
        if fails {
            last.clear();
        }
        fails
    }

    /// A report says that a message was refused: what its answer said is corrected, so that a submission counts once. Returns
    /// whether any 50 submissions in a row, that one among them, were refused too often. One that was submitted too long ago,
    /// or before somebody let the campaign go on, counts no more.
    pub(super) fn reported(&mut self, campaign: CampaignId, message: MessageId) -> bool {
        let Some(last) = self.campaigns.get_mut(&campaign) else { return false };
        let Some(place) = last.iter().rposition(|(id, _)| *id == message) else { return false };
        if let Some((_, refused)) = last.get_mut(place) {
            *refused = true;
        }
        let (from, to) = ((place + 1).saturating_sub(WINDOW), (place + WINDOW).min(last.len()));
        let fails = (from..(to + 1).saturating_sub(WINDOW)).any(|first| fails(last.range(first..first + WINDOW)));
        if fails {
            last.clear();
        }
        fails
    }

    /// A report refuses a message whose answer is still outstanding: it counts when that comes.
    pub(super) fn reported_early(&mut self, message: MessageId) {
        self.early.insert(message);
    }
}

fn fails<'a>(submissions: impl ExactSizeIterator<Item = &'a (MessageId, bool)>) -> bool {
    submissions.len() == WINDOW && submissions.filter(|(_, refused)| *refused).count() > MOST_FAILED
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAMPAIGN: CampaignId = CampaignId(1);

    /// A campaign of which so many were taken.
    fn taken(n: i64) -> Refusals {
        let mut refusals = Refusals::default();
        for id in 0..n {
            assert!(!refusals.answered(CAMPAIGN, MessageId(id), Some(false)));
        }
        refusals
    }

    #[test]
    fn reports_correct_what_the_answers_said() {
        let mut refusals = taken(50);
        assert!((0..10).all(|id| !refusals.reported(CAMPAIGN, MessageId(id))));
        assert!((0..10).all(|id| !refusals.reported(CAMPAIGN, MessageId(id))), "the same again counts once");
        assert!(refusals.reported(CAMPAIGN, MessageId(10)), "more than 20 %");
        assert!(!refusals.reported(CAMPAIGN, MessageId(11)), "what was before it was let go on counts no more");
    }

    #[test]
    fn reports_that_come_late_count_where_they_belong() {
        let mut refusals = taken(500);
        assert!((0..500).step_by(5).all(|id| !refusals.reported(CAMPAIGN, MessageId(id))), "each fifth is 20 %");
        assert!(refusals.reported(CAMPAIGN, MessageId(251)));
        let mut refusals = taken(49);
        assert!((0..49).all(|id| !refusals.reported(CAMPAIGN, MessageId(id))), "too few to tell");
    }

    #[test]
    fn a_report_before_the_answer_counts_with_it() {
        let mut refusals = taken(39);
        (100..111).for_each(|id| refusals.reported_early(MessageId(id)));
        assert!((100..110).all(|id| !refusals.answered(CAMPAIGN, MessageId(id), Some(false))));
        assert!(refusals.answered(CAMPAIGN, MessageId(110), None), "even if its answer is lost");
        assert!(refusals.early.is_empty());
    }

    #[test]
    fn what_is_forgotten_or_was_never_known_does_not_count() {
        let mut refusals = taken(5_049);
        assert!((0..49).all(|id| !refusals.reported(CAMPAIGN, MessageId(id))));
        assert!(!refusals.reported(CampaignId(2), MessageId(60)));
    }
}
