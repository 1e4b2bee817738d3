//! How SQLite reads each source: by an index and in its order, never all rows and then sorted.

use sqlx::QueryBuilder;

use super::world::World;
use crate::store::history::part::{By, Order, Part, Place};
use crate::store::history::plan::Limits;
use crate::store::history::select::{Bounds, Source, push_places};

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
                let plan: Vec<(i64, i64, i64, String)> = query.build_query_as().fetch_all(&mut *conn).await.unwrap();
                let steps: Vec<String> = plan.into_iter().map(|row| row.3).collect();
                for step in &steps {
                    assert!(!step.contains("TEMP B-TREE"), "{source:?} {by:?}: {steps:?}");
                    assert!(
                        !step.starts_with("SCAN") || step.contains("VIRTUAL TABLE INDEX"),
                        "{source:?} {by:?}: {steps:?}"
                    );
                }
            }
        }
    }
}
