//! Mixed queries, the same at each run.

use backend::Backend;
use backend::caller::Staff;
use backend::service::history;
use domain::campaign::Objective;
use domain::history::{Choices, Column, Cursor, Filter, Query, Sort, Totals, Way};
use domain::message::Status;
use domain::time::Date;

/// What a query is made of.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    is_sought: bool,
    is_filtered: bool,
    is_sorted: bool,
}

/// The kinds, and the goal for their 95th hundredth in milliseconds.
pub const KINDS: [(&str, u64, Kind); 5] = [
    ("any sort, first or deep page", 10, Kind { is_sought: false, is_filtered: false, is_sorted: true }),
    ("any sort with filters", 50, Kind { is_sought: false, is_filtered: true, is_sorted: true }),
    ("any search, newest first", 20, Kind { is_sought: true, is_filtered: false, is_sorted: false }),
    ("search and filters, newest first", 50, Kind { is_sought: true, is_filtered: true, is_sorted: false }),
    ("search, filters and another sort", 50, Kind { is_sought: true, is_filtered: true, is_sorted: true }),
];

/// Common and rare words, beginnings of each length, several words, numbers however typed, statuses, managers, campaigns,
/// Arabic, what is nowhere, and what is no word.
const SEARCHES: [&str; 48] = [
    "bonjour",
    "solde",
    "sold",
    "sol",
    "so",
    "s",
    "amina",
    "amin",
    "bennani",
    "ben",
    "b",
    "amina bennani",
    "zz",
    "zzzzzz",
    "salma",
    "karim alaoui",
    "votre solde",
    "votre solde merci",
    "merci de passer",
    "1250",
    "125",
    "12",
    "0612",
    "06 12 34",
    "+212 6 1",
    "061234",
    "2126",
    "777",
    "98765",
    "livre",
    "echec",
    "expire bennani",
    "incertain",
    "annule",
    "exclu amina",
    "rappel",
    "rappel bonjour",
    "2026",
    "24",
    "السلام",
    "رصيد",
    "فاطمه",
    "commande prete",
    "pharmacie 05",
    "dh",
    "bonjour amina livre",
    "%_\"*",
    "e",
];

/// One query.
#[derive(Clone, Debug)]
pub struct Ask {
    pub query: Query,
    pub cursor: Option<Cursor>,
}

/// What the queries ask for by name.
pub struct Known {
    choices: Choices,
    pub newest: u32,
    /// The numbers and the statuses of messages here and there, from which a deep page goes on.
    places: Vec<(i64, Status)>,
    /// Days, the newest first, and how many messages there are since.
    days: Vec<(Date, u32)>,
}

impl Known {
    pub async fn read(backend: &Backend, staff: &Staff) -> Self {
        let query = Query::default();
        let choices = history::choices(backend, staff, &query).await.unwrap();
        let newest = history::list(backend, staff, &query, None, None).await.unwrap().newest;
        let mut places = vec![];
        for n in 1..40 {
            let cursor = Some(Cursor { way: Way::On, number: newest * n / 40, status: None });
            let page = history::list(backend, staff, &query, cursor, None).await.unwrap();
            places.extend(page.lines.iter().step_by(7).map(|line| (line.number, line.status)));
        }
        let mut days = vec![];
        for ago in (10..700).step_by(15) {
            let day = staff.zone.date_and_time(backend::clock::Clock::System.now() - ago * 86_400_000).0;
            let from: Date = day.parse().unwrap();
            let query = Query { filter: Filter { from: Some(from), ..Filter::default() }, ..Query::default() };
            let page = history::list(backend, staff, &query, None, None).await.unwrap();
            let Totals::Exact(counts) = page.totals else { continue };
            days.push((from, counts.iter().map(|(_, n)| n).sum()));
        }
        Self { choices, newest: u32::try_from(newest).unwrap(), places, days }
    }

    /// The newest day since which there are so many messages.
    pub fn day_of_last(&self, messages: u32) -> Date {
        self.days.iter().find(|(_, n)| *n >= messages).unwrap_or(self.days.last().unwrap()).0
    }
}

/// A query of a kind.
pub fn ask(kind: Kind, known: &Known, chance: &mut Chance) -> Ask {
    let mut query = Query::default();
    if kind.is_sought {
        query.search = (*chance.one_of(&SEARCHES)).to_owned();
    }
    if kind.is_sorted {
        let columns = if kind.is_sought { &Column::ALL[3..] } else { &Column::ALL[..] };
        let columns: Vec<Column> = columns.iter().copied().chain([Column::Manager]).collect();
        query.sort = Sort { column: *chance.one_of(&columns), descending: chance.below(2) == 0 };
    }
    while kind.is_filtered && query.filter == Filter::default() {
        if chance.below(2) == 0 {
            query.filter.status = Some(*chance.one_of(&[
                Status::Delivered,
                Status::Failed,
                Status::Expired,
                Status::Uncertain,
                Status::Excluded,
                Status::Sent,
            ]));
        }
        if chance.below(3) == 0 {
            query.filter.manager = Some(chance.one_of(&known.choices.managers).0.clone());
        }
        if chance.below(4) == 0 {
            query.filter.objective = Some(*chance.one_of(&[Objective::BalanceReminder, Objective::Custom]));
        }
        if chance.below(4) == 0 {
            query.filter.from = Some(chance.one_of(&known.days).0);
        }
        if chance.below(12) == 0 {
            query.filter.campaign = Some(chance.one_of(&known.choices.campaigns).0.clone());
        }
    }
    let is_deep = chance.below(2) == 0;
    let cursor = is_deep.then(|| {
        let (number, status) = *chance.one_of(&known.places);
        let way = if chance.below(4) == 0 { Way::Back } else { Way::On };
        Cursor { way, number, status: Some(status).filter(|_| query.sort.column == Column::Status) }
    });
    Ask { query, cursor }
}

/// A generator of numbers (SplitMix64), from a fixed seed.
pub struct Chance(u64);

impl Chance {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let high = (z ^ (z >> 31)) >> 32;
        u32::try_from((high * u64::from(n)) >> 32).unwrap_or(0)
    }

    /// One of a list.
    pub fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[usize::try_from(self.below(u32::try_from(list.len()).unwrap())).unwrap()]
    }
}
