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
    /// Notes what a gateway decided on one of a campaign's messages; returns whether too much of it was refused lately.
    pub(super) fn note(&mut self, campaign: CampaignId, refused: bool) -> bool {
        // Campaigns that are over are not told apart: what is lost here is counted anew.
        if self.0.len() >= MOST_CAMPAIGNS && !self.0.contains_key(&campaign) {
            self.0.clear();
        }
        let last = self.0.entry(campaign).or_default();
        last.push_back(refused);
        if last.len() > WINDOW {
            last.pop_front();
        }
        let fails = last.len() == WINDOW && last.iter().filter(|refused| **refused).count() > MOST_FAILED;
        if fails {
            last.clear();
        }
        fails
    }
}
