//! Credits: one credit is one part of an SMS. What moves them, entry by entry.

use serde::{Deserialize, Serialize};

use crate::time::{Date, Stamp};
use crate::topup::TopUp;

/// A number of credits, never below zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Credits(pub u32);

/// Why the ledger has an entry (the specification, sections 3 and 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Credits were granted.
    Grant,
    /// A send set credits aside.
    Reserve,
    /// The gateway accepted messages: what was set aside is spent.
    Spend,
    /// Messages were refused, excluded, cancelled or expired before that: what was set aside is there again.
    GiveBack,
    /// A report said later that what was spent had been refused: a new, opposite entry.
    Correct,
    /// The sales service corrected an entry: a new, opposite one, with a reason.
    Adjust,
}

impl EntryKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [Self::Grant, Self::Reserve, Self::Spend, Self::GiveBack, Self::Correct, Self::Adjust];

    /// The number under which the kind is stored. Never changes.
    pub const fn code(self) -> i64 {
        match self {
            Self::Grant => 0,
            Self::Reserve => 1,
            Self::Spend => 2,
            Self::GiveBack => 3,
            Self::Correct => 4,
            Self::Adjust => 5,
        }
    }

    /// The kind stored under a number; `None` if there is no such kind.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Where the credits stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Free to be used.
    pub available: Credits,
    /// Set aside for messages that have not left yet.
    pub reserved: Credits,
    /// Spent, ever.
    pub spent: Credits,
}

/// What the head of every page says: of the credits; for the sales service, which has none, whether something is new.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Credits free to be used.
    pub available: Credits,
    /// Whether few are left, for who can do something about it.
    pub is_low: bool,
    /// Whether the other side, sales service or pharmacies, has done or written something that was not seen, for who may act.
    pub has_news: bool,
}

impl Standing {
    /// As the live news say it: the number, and a letter for each of the others.
    pub fn to_word(self) -> String {
        let low = if self.is_low { " l" } else { "" };
        let news = if self.has_news { " n" } else { "" };
        [&self.available.0.to_string(), low, news].concat()
    }

    /// What the live news said; `None` for who is told no number.
    pub fn from_word(word: &str) -> Option<Self> {
        let mut words = word.split(' ');
        let available = Credits(words.next()?.parse().ok()?);
        let flags: Vec<&str> = words.collect();
        Some(Self { available, is_low: flags.contains(&"l"), has_news: flags.contains(&"n") })
    }
}

/// One entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Place in the pharmacy's ledger, from 1.
    pub number: i64,
    /// When.
    pub at: Stamp,
    /// Why.
    pub kind: EntryKind,
    /// What it changed of the credits available.
    pub available: i64,
    /// What it changed of the credits set aside.
    pub reserved: i64,
    /// Credits available after it.
    pub available_after: Credits,
    /// Who, where it was a person.
    pub by: Option<String>,
    /// The name of the campaign, where there is one.
    pub campaign: Option<String>,
    /// The number of the request that was activated, where there is one.
    pub topup: Option<String>,
    /// The number of the entry that this one corrects, where it does.
    pub corrects: Option<i64>,
    /// The reason that a person gave.
    pub note: Option<String>,
}

/// One page of the ledger, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// Where the credits stand.
    pub balance: Balance,
    /// At most 50.
    pub entries: Vec<Entry>,
    /// The number to give for the page with older entries.
    pub older: Option<i64>,
}

/// Entries of one sort, for a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Credits that were granted.
    Granted,
    /// Set aside for a send.
    Reserved,
    /// Spent.
    Spent,
    /// There again.
    Back,
    /// Corrected by the sales service.
    Corrected,
}

impl Sort {
    /// Every sort.
    pub const ALL: [Self; 5] = [Self::Granted, Self::Reserved, Self::Spent, Self::Back, Self::Corrected];

    /// Its word in addresses.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Granted => "recharges",
            Self::Reserved => "envois",
            Self::Spent => "consommes",
            Self::Back => "rendus",
            Self::Corrected => "corrections",
        }
    }

    /// The sort of a word; `None` if there is no such sort.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.slug() == slug)
    }
}

/// Which entries of the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerFilter {
    /// Of which sort; of every sort if not said.
    #[serde(default)]
    pub sort: Option<Sort>,
    /// From which day.
    #[serde(default)]
    pub from: Option<Date>,
    /// To which day, that day included.
    #[serde(default)]
    pub to: Option<Date>,
}

/// One day of the chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// `24/11/2026`.
    pub date: String,
    /// Credits available at its end.
    pub available: u32,
    /// Credits spent in it.
    pub spent: u32,
    /// Credits granted in it.
    pub granted: u32,
}

/// What *Solde SMS* shows beside the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Where the credits stand.
    pub balance: Balance,
    /// Below how many credits the pharmacy is warned.
    pub low_at: u32,
    /// The last days, oldest first, today last; none before the first entry.
    pub days: Vec<Day>,
    /// In how many days the credits will have run out, and on which day that is.
    pub runs_out: Option<(u32, String)>,
    /// The pharmacy's requests, newest first.
    pub topups: Vec<TopUp>,
}

impl Overview {
    /// Whether the pharmacy is to be warned.
    pub const fn is_low(&self) -> bool {
        self.balance.available.0 < self.low_at
    }
}

/// The days that the chart shows.
pub const CHART_DAYS: usize = 90;

/// The days that the forecast is made of.
const FORECAST_DAYS: usize = 30;

/// Beyond so many days a forecast says nothing.
const FARTHEST: u64 = 730;

/// In how many days the credits will have run out, if they are spent as in the last 30 days (as in all days since the first
/// entry, where those are fewer); `None` if nothing was spent, or if that is more than two years away.
pub fn runs_out_in(available: Credits, days: &[Day]) -> Option<u32> {
    let last = days.get(days.len().saturating_sub(FORECAST_DAYS)..)?;
    let spent: u64 = last.iter().map(|day| u64::from(day.spent)).sum();
    let days = u64::try_from(last.len()).ok()?;
    let left = (u64::from(available.0) * days).checked_div(spent)?;
    (left <= FARTHEST).then(|| u32::try_from(left).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn codes_lead_back() {
        assert!(EntryKind::ALL.iter().all(|kind| EntryKind::from_code(kind.code()) == Some(*kind)));
        assert_eq!(EntryKind::from_code(6), None);
        assert!(Sort::ALL.iter().all(|sort| Sort::from_slug(sort.slug()) == Some(*sort)));
    }

    fn days(spent: &[u32]) -> Vec<Day> {
        spent.iter().map(|spent| Day { date: String::new(), available: 0, spent: *spent, granted: 0 }).collect()
    }

    #[rstest]
    #[case(300, &[10; 30], Some(30))]
    #[case(300, &[10; 60], Some(30))]
    #[case(0, &[10; 30], Some(0))]
    #[case(90, &[30], Some(3))]
    #[case(89, &[30], Some(2))]
    #[case(100, &[0; 30], None)]
    #[case(100, &[], None)]
    #[case(u32::MAX, &[u32::MAX; 30], Some(1))]
    #[case(u32::MAX, &[1; 30], None)]
    fn a_forecast_is_the_mean_of_the_last_days(
        #[case] left: u32,
        #[case] spent: &[u32],
        #[case] expected: Option<u32>,
    ) {
        assert_eq!(runs_out_in(Credits(left), &days(spent)), expected);
    }

    #[test]
    fn a_standing_is_told_in_a_word() {
        for (is_low, has_news) in [(false, false), (true, false), (false, true), (true, true)] {
            let standing = Standing { available: Credits(1_842), is_low, has_news };
            assert_eq!(Standing::from_word(&standing.to_word()), Some(standing));
        }
        assert_eq!(["-", "", "l"].map(Standing::from_word), [None; 3]);
    }

    #[test]
    fn what_is_older_than_30_days_does_not_count() {
        let spent: Vec<u32> = [1_000; 30].into_iter().chain([1; 30]).collect();
        assert_eq!(runs_out_in(Credits(60), &days(&spent)), Some(60));
    }
}
