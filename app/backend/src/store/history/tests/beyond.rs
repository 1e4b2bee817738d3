//! Beyond what is counted, and where a walk through a sorted table has come to its end, the list is the same. With limits of a
//! few messages a world of some hundred goes beyond them.

use std::cell::Cell;

use proptest::prelude::*;

use super::for_many_with;
use super::world::counts;
use crate::store::history::list::list_within;
use crate::store::history::part::{By, Order, Place};
use crate::store::history::plan::Limits;
use crate::store::history::select::{Bounds, Source, places};
use crate::store::history::{List, Total};

/// Messages that are read at once.
const SOME: u32 = 9;

/// All of a list, read page after page, the one way or the other.
async fn whole(list: &List, conn: &mut sqlx::SqliteConnection, back: bool) -> Vec<i64> {
    let mut read: Vec<Place> = vec![];
    loop {
        let page = list.read(conn, read.last(), back, SOME).await.unwrap();
        if page.is_empty() {
            return read.into_iter().map(|place| place.id).collect();
        }
        read.extend(page);
    }
}

#[test]
fn a_list_of_more_than_are_counted_is_the_same() {
    let many = Cell::new(0);
    for_many_with(300, prop::sample::select(vec![1, 5, 40]), async |world, asked, counted| {
        let query = asked.query(world);
        let mut conn = world.backend.store().snapshot().await.unwrap();
        let newest = crate::store::pharmacies::newest_message(&mut conn, world.staff.pharmacy).await.unwrap();
        let (pharmacy, language) = (world.staff.pharmacy, world.staff.language);
        let limits = Limits { counted, walk: 3 };
        let expected = world.expected(&query);
        let found = list_within(&mut conn, pharmacy, newest, &query, language, limits).await.unwrap();
        let Some(mut found) = found else {
            assert!(expected.is_empty(), "{query:?}");
            return;
        };
        let is_sought = !domain::history::terms(&query.search).is_empty();
        let is_many = is_sought && expected.len() > usize::try_from(counted).unwrap();
        let total = if is_many { Total::Many } else { Total::Exact(counts(&expected)) };
        assert_eq!(found.total(&mut conn).await.unwrap(), total, "{query:?}");
        let mut ids: Vec<i64> = expected.iter().map(|row| row.id).collect();
        assert_eq!(whole(&found, &mut conn, false).await, ids, "{query:?}");
        ids.reverse();
        assert_eq!(whole(&found, &mut conn, true).await, ids, "{query:?} back");
        many.set(many.get() + u32::from(is_many));
    });
    assert!(many.get() > 50, "only {} of the lists had more than are counted", many.get());
}

#[test]
fn a_walk_that_comes_to_its_end_finds_the_same() {
    let (short, whole) = (Cell::new(0), Cell::new(0));
    for_many_with(150, prop::sample::select(vec![1, 12, 90, 3_000]), async |world, asked, walk| {
        let query = asked.query(world);
        let mut conn = world.backend.store().snapshot().await.unwrap();
        let newest = crate::store::pharmacies::newest_message(&mut conn, world.staff.pharmacy).await.unwrap();
        let (pharmacy, language) = (world.staff.pharmacy, world.staff.language);
        let limits = Limits { counted: 10_000, walk };
        let found = list_within(&mut conn, pharmacy, newest, &query, language, limits).await.unwrap();
        let Some(found) = found else { return };
        for part in &found.parts {
            for by in [By::Content, By::Recipient] {
                let order = Order { by, descending: query.sort.descending };
                let mut after: Option<Place> = None;
                loop {
                    let bounds = Bounds { after: after.as_ref(), before: None };
                    let expected = places(&mut conn, part, Source::List, order, bounds, SOME).await.unwrap();
                    let walked = found.walk(&mut conn, part, order, after.as_ref(), SOME).await.unwrap();
                    assert_eq!(walked, expected, "{query:?} {by:?} after {after:?}");
                    let Some(last) = expected.last() else { break };
                    after = Some(last.clone());
                }
            }
        }
        let counter = if walk < 100 { &short } else { &whole };
        counter.set(counter.get() + found.parts.len());
    });
    assert!(short.get() > 50 && whole.get() > 10, "{} short walks, {} whole ones", short.get(), whole.get());
}
