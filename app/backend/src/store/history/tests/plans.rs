//! How SQLite reads each source: by an index and in its order, never all rows and then sorted.

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::world::World;
use crate::store::history::part::{By, Order, Part, Place};
use crate::store::history::plan::Limits;
use crate::store::history::search::sought;
use crate::store::history::select::{Bounds, Source, push_places, push_rows};

fn part(world: &World) -> Part {
    Part {
        pharmacy: world.staff.pharmacy,
        ids: (0, i64::MAX),
        statuses: Some(vec![4]),
        staff: Some(1),
        objective: Some(1),
        client: None,
        sought: vec![],
        expression: Some(String::from("\"solde\" *")),
        hits: Some(20_000.0),
        found: None,
        limits: Limits::default(),
    }
}

#[tokio::test]
async fn no_source_is_scanned_or_sorted_whole() {
    let world = World::new().await;
    let mut tx = world.backend.store().write().await.unwrap();
    sqlx::query("ANALYZE").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let mut conn = world.backend.store().read().await.unwrap();
    let place = Place { id: 7, status: 4, staff_id: 1, key: String::from("bonjour") };
    for (source, by) in [
        (Source::List, By::Id),
        (Source::Status(4), By::Id),
        (Source::OfStaff, By::Id),
        (Source::OfObjective, By::Id),
        (Source::OfClient, By::Id),
        (Source::Hits, By::Id),
        (Source::Sorted, By::Content),
        (Source::Sorted, By::Recipient),
    ] {
        for descending in [false, true] {
            for after in [None, Some(&place)] {
                let mut part = part(&world);
                part.client = (source == Source::OfClient).then_some(3);
                let mut query = QueryBuilder::new("EXPLAIN QUERY PLAN ");
                let order = Order { by, descending };
                push_places(&mut query, &part, source, order, Bounds { after, before: None });
                query.push(" LIMIT 51");
                is_read_by_an_index(&mut conn, query, &format!("{source:?} {by:?}")).await;
            }
        }
    }
}

/// What is counted or looked for message by message, and what is sorted after it was found: of such a list the first rows are
/// kept while it is read, so that sorting them needs no more room than a page.
#[tokio::test]
async fn whatever_is_checked_row_by_row_is_found_by_an_index() {
    let world = World::new().await;
    let mut conn = world.backend.store().read().await.unwrap();
    let words = sought(&mut conn, world.staff.pharmacy, "solde 0612", world.staff.language).await.unwrap();
    let sources = [
        Source::List,
        Source::Status(4),
        Source::OfStaff,
        Source::OfObjective,
        Source::OfClient,
        Source::Hits,
        Source::Sorted,
    ];
    for (source, sought) in sources.into_iter().flat_map(|source| [(source, vec![]), (source, words.clone())]) {
        for by in [By::Id, By::Content, By::Recipient] {
            let mut part = part(&world);
            part.client = (source == Source::OfClient).then_some(3);
            part.sought.clone_from(&sought);
            let mut query = QueryBuilder::new("EXPLAIN QUERY PLAN SELECT l.id");
            push_rows(&mut query, &part, source, by);
            is_read_by_an_index(&mut conn, query, &format!("{source:?} {by:?}")).await;
        }
    }
}

async fn is_read_by_an_index(conn: &mut SqliteConnection, mut query: QueryBuilder<Sqlite>, what: &str) {
    let plan: Vec<(i64, i64, i64, String)> = query.build_query_as().fetch_all(conn).await.unwrap();
    let steps: Vec<String> = plan.into_iter().map(|row| row.3).collect();
    for step in &steps {
        assert!(!step.contains("TEMP B-TREE"), "{what}: {steps:?}");
        assert!(!step.starts_with("SCAN") || step.contains("VIRTUAL TABLE INDEX"), "{what}: {steps:?}");
    }
}
