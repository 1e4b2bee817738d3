//! Campaigns of which too much is refused.

use std::collections::{HashMap, VecDeque};

use domain::id::CampaignId;

/// A campaign holds itself back when more than 20 % of its last 50 submissions failed for good: a list of wrong numbers
/// is noticed before all of it is paid for.
const WINDOW: usize = 50;
const MOST_FAILED: usize = WINDOW / 5;

/// The most campaigns whose last submissions are remembered.
const MOST_CAMPAIGNS: usize = 1_000;

/// The last submissions of each campaign: whether they failed for good.
#[derive(Default)]
pub(super) struct Refusals(HashMap<CampaignId, VecDeque<bool>>);

impl Refusals {
    /// Notes what a gateway decided; returns the campaigns of which too much was refused lately.
    pub(super) fn failing(&mut self, decided: Vec<(CampaignId, bool)>) -> Vec<CampaignId> {
        let mut failing = vec![];
        for (campaign, failed) in decided {
            let last = self.0.entry(campaign).or_default();
            last.push_back(failed);
            if last.len() > WINDOW {
                last.pop_front();
            }
            if last.len() == WINDOW && last.iter().filter(|failed| **failed).count() > MOST_FAILED {
                last.clear();
                failing.push(campaign);
            }
        }
        // Campaigns that are over are not told apart: what is lost here is counted anew.
        if self.0.len() > MOST_CAMPAIGNS {
            self.0.clear();
        }
        failing
    }
}
