//! Credits: the ledger adds up, is never changed, and never goes below zero.

use backend::error::Error;
use backend::service::credits;
use domain::credit::{Balance, Credits, EntryKind};
use domain::id::PharmacyId;
use domain::staff::Role;

use crate::world::World;

#[tokio::test]
async fn a_grant_is_an_entry() {
    let world = World::new().await;
    let staff = world.staff(Role::Titulaire).await;
    credits::grant(&world.backend, world.pharmacy, 2_000, "demonstration").await.unwrap();
    world.clock.advance(60_000);
    credits::grant(&world.backend, world.pharmacy, 500, "demonstration").await.unwrap();
    let ledger = credits::ledger(&world.backend, &staff, None).await.unwrap();
    assert_eq!(ledger.balance, Balance { available: Credits(2_500), ..Balance::default() });
    let entries: Vec<_> = ledger.entries.iter().map(|e| (e.number, e.kind, e.available, e.available_after.0)).collect();
    assert_eq!(entries, [(2, EntryKind::Grant, 500, 2_500), (1, EntryKind::Grant, 2_000, 2_000)]);
    assert_eq!((ledger.entries[0].at.time.as_str(), ledger.older), ("09:01", None));
    let nowhere = credits::grant(&world.backend, PharmacyId(99), 1, "").await;
    assert!(matches!(nowhere, Err(Error::NotFound)));
}

#[tokio::test]
async fn the_ledger_has_pages_and_one_owner() {
    let world = World::new().await;
    let (staff, stranger) = (world.staff(Role::Titulaire).await, world.stranger().await);
    for _ in 0..51 {
        credits::grant(&world.backend, world.pharmacy, 1, "test").await.unwrap();
    }
    credits::grant(&world.backend, stranger.pharmacy, 7, "test").await.unwrap();
    let first = credits::ledger(&world.backend, &staff, None).await.unwrap();
    assert_eq!((first.entries.len(), first.entries[0].number, first.older), (50, 51, Some(2)));
    let last = credits::ledger(&world.backend, &staff, first.older).await.unwrap();
    assert_eq!((last.entries.len(), last.entries[0].number, last.older), (1, 1, None));
    for before in [0, -5, i64::MIN] {
        assert_eq!(credits::ledger(&world.backend, &staff, Some(before)).await.unwrap().entries, []);
    }
    assert_eq!(credits::ledger(&world.backend, &staff, Some(i64::MAX)).await.unwrap().entries.len(), 50);
    let theirs = credits::ledger(&world.backend, &stranger, None).await.unwrap();
    assert_eq!((theirs.entries.len(), theirs.balance.available), (1, Credits(7)));
}

#[tokio::test]
async fn an_entry_never_changes() {
    let world = World::new().await;
    credits::grant(&world.backend, world.pharmacy, 10, "test").await.unwrap();
    for statement in ["UPDATE ledger SET available = 11, granted = 11", "DELETE FROM ledger"] {
        let refused = world.execute(statement).await.unwrap_err().to_string();
        assert!(refused.contains("the ledger is append-only"), "{refused}");
    }
    assert!(world.execute("UPDATE credit SET available = -1, granted = -1").await.is_err());
}
