//! Whatever is asked for, the list is the one that is found out message by message; and whatever the source, it is the same.

mod beyond;
mod plans;
mod upkeep;
mod world;

use domain::campaign::Objective;
use domain::history::{Column, Cursor, Filter, Query, Sort, Totals, Way};
use domain::message::Status;
use domain::time::Date;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use self::world::{Row, World, counts};
use super::part::{By, Order, Part, Place};
use super::select::{Bounds, Source, places};
use super::{List, list};
use crate::service::history;

/// Pieces of searches: words, beginnings, numbers however typed, statuses, what is no word, and what would be an operator.
const PIECES: [&str; 40] = [
    "amina",
    "SALMA",
    "bennani",
    "be",
    "b",
    "sold",
    "solde",
    "soldes",
    "livre",
    "Livré",
    "échec",
    "echec",
    "en",
    "cours",
    "file",
    "e",
    "ete",
    "été",
    "0612",
    "06",
    "12",
    "+212 6 1",
    "212",
    "1 250",
    "250",
    "فاطمه",
    "رصيد",
    "sent",
    "rappel",
    "24",
    "2026",
    "oeuvre",
    "OR",
    "AND",
    "NEAR(",
    "\"",
    "*",
    "%",
    "_ 🙂",
    "zzzz",
];

#[derive(Clone, Debug)]
struct Asked {
    pieces: Vec<&'static str>,
    sort: (Column, bool),
    days: (Option<u8>, Option<u8>),
    status: Option<Status>,
    objective: Option<Objective>,
    manager: Option<prop::sample::Index>,
    campaign: Option<prop::sample::Index>,
    client: Option<prop::sample::Index>,
    until: Option<prop::sample::Index>,
}

fn asked() -> impl Strategy<Value = Asked> {
    let rare = |weight: f64| prop::option::weighted(weight, any::<prop::sample::Index>());
    let sort = (prop::sample::select(&Column::ALL[..]), any::<bool>());
    let filter = (
        (prop::option::weighted(0.2, 8..26u8), prop::option::weighted(0.2, 8..26u8)),
        prop::option::weighted(0.3, prop::sample::select(&Status::ALL[..])),
        prop::option::weighted(0.2, prop::sample::select(vec![Objective::BalanceReminder, Objective::Custom])),
        (rare(0.3), rare(0.1), rare(0.1), rare(0.3)),
    );
    let pieces = prop::collection::vec(prop::sample::select(&PIECES[..]), 0..3);
    (pieces, sort, filter).prop_map(|(pieces, sort, (days, status, objective, (manager, campaign, client, until)))| {
        Asked { pieces, sort, days, status, objective, manager, campaign, client, until }
    })
}

impl Asked {
    fn query(&self, world: &World) -> Query {
        let day = |day: u8| -> Date { format!("2026-11-{day:02}").parse().unwrap() };
        let filter = Filter {
            from: self.days.0.map(day),
            to: self.days.1.map(day),
            status: self.status,
            manager: self.manager.map(|n| n.get(&world.managers).clone()),
            objective: self.objective,
            campaign: self.campaign.map(|n| n.get(&world.campaigns).clone()),
            client: self.client.map(|n| n.get(&world.clients).clone()),
        };
        let (column, descending) = self.sort;
        Query { search: self.pieces.join(" "), filter, sort: Sort { column, descending } }
    }
}

/// Runs a check for many queries against one world.
fn for_many(cases: u32, check: impl AsyncFn(&World, Asked)) {
    for_many_with(cases, Just(()), async |world, asked, ()| check(world, asked).await);
}

/// The same, each with a value besides.
fn for_many_with<S: Strategy>(cases: u32, with: S, check: impl AsyncFn(&World, Asked, S::Value)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let world = runtime.block_on(World::new());
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let run = runner.run(&(asked(), with), |(asked, with)| {
        runtime.block_on(check(&world, asked, with));
        Ok(())
    });
    runtime.block_on(world.backend.close());
    run.unwrap();
}

#[test]
fn every_list_is_the_one_that_is_found_message_by_message() {
    for_many(400, async |world, asked| {
        let query = asked.query(world);
        let expected = world.expected(&query);
        let until = asked.until.map(|n| n.get(&world.rows).id & ((1 << 40) - 1));
        let is_shown = |row: &&&Row| until.is_none_or(|until| row.id & ((1 << 40) - 1) <= until);
        let shown: Vec<i64> = expected.iter().filter(is_shown).map(|row| row.id & ((1 << 40) - 1)).collect();

        let read = async |cursor| history::list(&world.backend, &world.staff, &query, cursor, until).await.unwrap();
        let mut pages = vec![read(None).await];
        while let Some(cursor) = pages.last().unwrap().next {
            pages.push(read(Some(cursor)).await);
        }
        let numbers: Vec<i64> = pages.iter().flat_map(|page| page.lines.iter().map(|line| line.number)).collect();
        assert_eq!(numbers, shown, "{query:?}");
        for (n, page) in pages.iter().enumerate() {
            assert_eq!(page.totals, Totals::Exact(counts(&expected)), "{query:?}");
            assert_eq!(usize::try_from(page.fresh).unwrap(), expected.len() - shown.len());
            assert_eq!(page.previous.is_some(), n > 0);
            if let Some(cursor) = page.previous {
                assert_eq!(read(Some(cursor)).await, pages[n - 1], "{query:?} back from {cursor:?}");
            }
        }
        let mut export = history::export(&world.backend, &world.staff, &query).await.unwrap();
        assert_eq!(usize::try_from(export.total()).unwrap(), expected.len());
        let exported: Vec<String> = export.next().await.unwrap().into_iter().map(|line| line.content).collect();
        assert_eq!(exported.len(), expected.len());
        assert!(export.next().await.unwrap().is_empty());
    });
}

#[test]
fn every_source_has_the_same_messages() {
    for_many(150, async |world, asked| {
        let query = asked.query(world);
        let mut conn = world.backend.store().snapshot().await.unwrap();
        let newest = crate::store::pharmacies::newest_message(&mut conn, world.staff.pharmacy).await.unwrap();
        let pharmacy = world.staff.pharmacy;
        let list = list(&mut conn, pharmacy, newest, &query, world.staff.language).await.unwrap();
        let Some(List { parts, .. }) = list else { return };
        for part in &parts {
            for by in [By::Id, By::Status, By::Content, By::Recipient] {
                let order = Order { by, descending: query.sort.descending };
                let mut read = async |source, after: Option<&Place>| {
                    places(&mut conn, part, source, order, Bounds { after, before: None }, 20).await.unwrap()
                };
                let first = read(Source::List, None).await;
                let second = read(Source::List, first.last()).await;
                for source in sources(part, by) {
                    assert_eq!(read(source, None).await, first, "{query:?} {source:?} {by:?}");
                    assert_eq!(read(source, first.last()).await, second, "{query:?} {source:?} {by:?}");
                }
            }
        }
    });
}

/// The sources that have all of a part.
fn sources(part: &Part, by: By) -> Vec<Source> {
    let mut sources = vec![];
    sources.extend(part.expression.is_some().then_some(Source::Hits));
    sources.extend(part.client.map(|_| Source::OfClient));
    sources.extend(part.staff.map(|_| Source::OfStaff));
    sources.extend(part.objective.map(|_| Source::OfObjective));
    sources.extend(matches!(by, By::Content | By::Recipient).then_some(Source::Sorted));
    if let Some([status]) = part.statuses.as_deref() {
        sources.push(Source::Status(*status));
    }
    sources
}

#[tokio::test]
async fn a_page_stays_while_messages_come_and_change() {
    let mut world = World::new().await;
    let query = Query { sort: Sort { column: Column::Status, descending: false }, ..Query::default() };
    let first = history::list(&world.backend, &world.staff, &query, None, None).await.unwrap();
    let next = history::list(&world.backend, &world.staff, &query, first.next, Some(first.newest)).await.unwrap();
    // The message from which the next page is asked for moves on: its place in the order is the one that was shown.
    let number = first.lines.last().unwrap().number;
    let mut tx = world.backend.store().write().await.unwrap();
    let id = domain::id::MessageId::new(world.staff.pharmacy, number);
    let mut standing = crate::store::messages::standing(&mut tx, &[id]).await.unwrap();
    let moved = [Status::Queued, Status::Sending, Status::Sent, Status::Delivered];
    for status in moved {
        standing[0].advance(status, None, None, world::NOON);
    }
    crate::store::messages::save(&mut tx, &standing).await.unwrap();
    tx.commit().await.unwrap();
    let again = history::list(&world.backend, &world.staff, &query, first.next, Some(first.newest)).await.unwrap();
    assert_eq!(again.lines, next.lines);
    world.read().await;
    assert_eq!(again.totals, Totals::Exact(counts(&world.expected(&query))));
}

#[tokio::test]
async fn a_forged_cursor_leads_to_a_page() {
    let world = World::new().await;
    for column in Column::ALL {
        let query = Query { sort: Sort { column, descending: true }, ..Query::default() };
        let first = history::list(&world.backend, &world.staff, &query, None, None).await.unwrap();
        for (number, status) in
            [(0, None), (1 << 39, None), (1 << 39, Some(Status::Sent)), (i64::MAX, None), (-3, None)]
        {
            for way in [Way::On, Way::Back] {
                let cursor = Some(Cursor { way, number, status });
                let page = history::list(&world.backend, &world.staff, &query, cursor, Some(-5)).await.unwrap();
                assert!(page.lines.is_empty() && page.fresh > 0, "nothing is older than the bound");
                let page = history::list(&world.backend, &world.staff, &query, cursor, Some(i64::MAX)).await.unwrap();
                assert!(!page.lines.is_empty(), "{cursor:?}");
                assert!(page == first || page.previous.is_some());
            }
        }
    }
}

#[tokio::test]
async fn whatever_is_typed_is_plain_text() {
    let world = World::new().await;
    let long = "solde é".repeat(2_000);
    let numbers: String = (0..100).map(|n| format!("{n} ")).collect();
    let letters: String = ('a'..='z').map(|letter| format!("{letter} ")).collect();
    for search in [
        "\"",
        "a\"b",
        "\"\" OR \"\"",
        "*",
        "sol*",
        "AND",
        "NOT solde",
        "NEAR(solde bonjour)",
        "text:solde",
        "-solde",
        "^bonjour",
        "{solde}",
        "(",
        "100%",
        "_",
        "🙂",
        "\0",
        "solde\0",
        "\u{E000}1",
        "\u{F0000}",
        "'; DROP TABLE message; --",
        "  ",
        "0",
        "00212",
        "+212 (0)6",
        "999999999999999999999",
        &long,
        &numbers,
        &letters,
    ] {
        let query = Query { search: search.to_owned(), ..Query::default() };
        let page = history::list(&world.backend, &world.staff, &query, None, None).await.unwrap();
        let expected = world.expected(&query);
        let first: Vec<i64> = expected.iter().take(50).map(|row| row.id & ((1 << 40) - 1)).collect();
        assert_eq!(page.lines.iter().map(|line| line.number).collect::<Vec<_>>(), first, "{search}");
        assert_eq!(page.totals, Totals::Exact(counts(&expected)), "{search}");
    }
}
