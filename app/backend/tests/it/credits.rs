//! Credits: the ledger adds up, is never changed, and never goes below zero.

use backend::error::Error;
use backend::service::credits;
use domain::credit::{Balance, Credits, EntryKind, LedgerFilter, Sort};
use domain::id::PharmacyId;
use domain::staff::Role;

use crate::desk::{Desk, all as all_of};
use crate::world::World;

fn all() -> LedgerFilter {
    LedgerFilter::default()
}

#[tokio::test]
async fn a_grant_is_an_entry() {
    let world = World::new().await;
    let staff = world.staff(Role::Titulaire).await;
    credits::grant(&world.backend, world.pharmacy, 2_000, "demonstration").await.unwrap();
    world.clock.advance(60_000);
    credits::grant(&world.backend, world.pharmacy, 500, "demonstration").await.unwrap();
    let ledger = credits::ledger(&world.backend, &staff, &all(), None).await.unwrap();
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
    let first = credits::ledger(&world.backend, &staff, &all(), None).await.unwrap();
    assert_eq!((first.entries.len(), first.entries[0].number, first.older), (50, 51, Some(2)));
    let last = credits::ledger(&world.backend, &staff, &all(), first.older).await.unwrap();
    assert_eq!((last.entries.len(), last.entries[0].number, last.older), (1, 1, None));
    for before in [0, -5, i64::MIN] {
        assert_eq!(credits::ledger(&world.backend, &staff, &all(), Some(before)).await.unwrap().entries, []);
    }
    assert_eq!(credits::ledger(&world.backend, &staff, &all(), Some(i64::MAX)).await.unwrap().entries.len(), 50);
    let theirs = credits::ledger(&world.backend, &stranger, &all(), None).await.unwrap();
    assert_eq!((theirs.entries.len(), theirs.balance.available), (1, Credits(7)));
}

#[tokio::test]
async fn an_entry_never_changes() {
    let world = World::new().await;
    credits::grant(&world.backend, world.pharmacy, 10, "test").await.unwrap();
    for statement in [
        "UPDATE ledger SET available = 11, granted = 11",
        "DELETE FROM ledger",
        "INSERT OR REPLACE INTO ledger SELECT * FROM ledger",
    ] {
        let refused = world.execute(statement).await.unwrap_err().to_string();
        assert!(refused.contains("the ledger is append-only"), "{refused}");
    }
    assert!(world.execute("UPDATE credit SET available = -1, granted = -1").await.is_err());
}

#[tokio::test]
async fn the_ledger_is_filtered_by_sort_and_day() {
    let desk = Desk::open(100).await;
    desk.clients(&[("Amina", "0612345610", "10"), ("Karim", "0612345602", "10")]).await;
    desk.clock.advance(86_400_000);
    let draft = desk.draft(domain::campaign::Objective::BalanceReminder, Some("Bonjour {nom}"), all_of(2)).await;
    desk.send(&draft, "key-of-the-form").await.unwrap();
    desk.deliver().await;
    let kinds = async |filter: &LedgerFilter| {
        let ledger = credits::ledger(&desk.backend, &desk.staff, filter, None).await.unwrap();
        ledger.entries.iter().map(|entry| (entry.kind, entry.available)).collect::<Vec<_>>()
    };
    let of = |sort| LedgerFilter { sort: Some(sort), ..all() };
    assert_eq!(kinds(&of(Sort::Granted)).await, [(EntryKind::Grant, 100)]);
    assert_eq!(kinds(&of(Sort::Reserved)).await, [(EntryKind::Reserve, -2)]);
    assert_eq!(kinds(&of(Sort::Spent)).await, [(EntryKind::Spend, 0)]);
    assert_eq!(kinds(&of(Sort::Back)).await, [(EntryKind::GiveBack, 1)]);
    assert_eq!(kinds(&of(Sort::Corrected)).await, []);
    let day = |day: &str| Some(day.parse().unwrap());
    let first = LedgerFilter { to: day("2026-11-24"), ..all() };
    assert_eq!(kinds(&first).await, [(EntryKind::Grant, 100)]);
    let second = LedgerFilter { from: day("2026-11-25"), to: day("2026-11-25"), sort: Some(Sort::Reserved) };
    assert_eq!(kinds(&second).await, [(EntryKind::Reserve, -2)]);
    assert_eq!(kinds(&LedgerFilter { from: day("2026-11-26"), ..all() }).await, []);
    let turned = LedgerFilter { from: day("2026-11-26"), to: day("2026-11-25"), sort: None };
    let refused = credits::ledger(&desk.backend, &desk.staff, &turned, None).await;
    assert!(matches!(refused, Err(Error::Invalid(_))));
}

#[tokio::test]
async fn the_overview_tells_days_forecast_and_alert() {
    let desk = Desk::open(100).await;
    desk.clients(&[("Amina", "0612345610", "10"), ("Karim", "0612345611", "10")]).await;
    for n in 0..3 {
        desk.clock.advance(86_400_000);
        let draft = desk.draft(domain::campaign::Objective::BalanceReminder, Some("Bonjour {nom}"), all_of(2)).await;
        desk.send(&draft, &format!("key-of-the-form-{n}")).await.unwrap();
        desk.deliver().await;
    }
    let overview = credits::overview(&desk.backend, &desk.staff).await.unwrap();
    let days: Vec<_> = overview.days.iter().map(|day| (day.available, day.spent, day.granted)).collect();
    assert_eq!(days, [(100, 0, 100), (98, 2, 0), (96, 2, 0), (94, 2, 0)]);
    assert_eq!(overview.days.last().unwrap().date, "27/11/2026");
    // 6 credits in 4 days: 94 last for 62 more.
    assert_eq!(overview.runs_out, Some((62, "28/01/2027".into())));
    assert!(overview.is_low(), "94 is below 200");
    credits::set_low_at(&desk.backend, &desk.staff, 94).await.unwrap();
    assert!(!credits::overview(&desk.backend, &desk.staff).await.unwrap().is_low());
    let assistant = desk.colleague(Role::Assistant).await;
    assert!(matches!(credits::set_low_at(&desk.backend, &assistant, 1).await, Err(Error::Denied)));
    let too_many = credits::set_low_at(&desk.backend, &desk.staff, 10_000_001).await;
    assert!(matches!(too_many, Err(Error::Invalid(_))));
}

/// What is spoilt, how it is mended, and the name that the recount must have for it.
const SPOILT: [(&str, &str, &str); 22] = [
    (
        "UPDATE credit SET available = available + 5, granted = granted + 5",
        "UPDATE credit SET available = available - 5, granted = granted - 5",
        "credits available, by the account and by the ledger",
    ),
    (
        "UPDATE credit SET reserved = reserved + 5, granted = granted + 5",
        "UPDATE credit SET reserved = reserved - 5, granted = granted - 5",
        "credits set aside, by the account and by the ledger",
    ),
    (
        "UPDATE credit SET spent = spent + 5, granted = granted + 5",
        "UPDATE credit SET spent = spent - 5, granted = granted - 5",
        "credits spent, by the account and by the ledger",
    ),
    (
        "UPDATE credit SET spent = spent + 5, granted = granted + 5",
        "UPDATE credit SET spent = spent - 5, granted = granted - 5",
        "credits granted, by the account and by the ledger",
    ),
    (
        "UPDATE credit SET last_entry = last_entry + 1",
        "UPDATE credit SET last_entry = last_entry - 1",
        "entries of the ledger, by the account and counted",
    ),
    (
        "UPDATE ledger SET available_after = available_after + 1 WHERE kind = 1",
        "UPDATE ledger SET available_after = available_after - 1 WHERE kind = 1",
        "balances that the entries say, and that they make",
    ),
    (
        "UPDATE ledger SET reserved_after = reserved_after + 1 WHERE kind = 1",
        "UPDATE ledger SET reserved_after = reserved_after - 1 WHERE kind = 1",
        "balances that the entries say, and that they make",
    ),
    (
        // Below zero is before *envoyé*, and can be turned back.
        "UPDATE message_list SET status = -status",
        "UPDATE message_list SET status = -status",
        "credits set aside, and parts of the messages that wait",
    ),
    (
        "UPDATE ledger SET topup_id = NULL WHERE topup_id IS NOT NULL",
        "UPDATE ledger SET topup_id = (SELECT id FROM topup) WHERE available = 30",
        "credits of requests, by their entries and by their packs",
    ),
    (
        "UPDATE ledger SET available = 31, granted = 31 WHERE topup_id IS NOT NULL",
        "UPDATE ledger SET available = 30, granted = 30 WHERE topup_id IS NOT NULL",
        "credits of requests, by their entries and by their packs",
    ),
    (
        "UPDATE ledger SET topup_id = 99 WHERE topup_id IS NOT NULL",
        "UPDATE ledger SET topup_id = (SELECT id FROM topup) WHERE topup_id IS NOT NULL",
        "entries of requests that are not there",
    ),
    (
        "UPDATE ledger SET available = 3, spent = -3 WHERE kind = 5",
        "UPDATE ledger SET available = 1, spent = -1 WHERE kind = 5",
        "corrections, and the entries that they are opposite to",
    ),
    (
        "UPDATE ledger SET available = 3, spent = -3 WHERE kind = 5",
        "UPDATE ledger SET available = 1, spent = -1 WHERE kind = 5",
        "credits that reports and corrections gave back, and that their campaign had spent",
    ),
    (
        "UPDATE credit_quarter SET spent = spent + 1",
        "UPDATE credit_quarter SET spent = spent - 1",
        "quarters of an hour of the chart that are not what the ledger makes of them",
    ),
    (
        // The sum of both stays.
        "UPDATE credit_quarter SET spent = spent + 1, granted = granted - 1",
        "UPDATE credit_quarter SET spent = spent - 1, granted = granted + 1",
        "quarters of an hour of the chart that are not what the ledger makes of them",
    ),
    (
        "UPDATE credit_quarter SET available = available + 1",
        "UPDATE credit_quarter SET available = available - 1",
        "quarters of an hour of the chart that are not what the ledger makes of them",
    ),
    (
        "UPDATE credit_quarter SET first_entry = first_entry + 1",
        "UPDATE credit_quarter SET first_entry = first_entry - 1",
        "quarters of an hour of the chart that are not what the ledger makes of them",
    ),
    (
        // A quarter in which nothing was written.
        "INSERT INTO credit_quarter SELECT pharmacy_id, 1, 1, 1, 0, 0, 0 FROM credit",
        "DELETE FROM credit_quarter WHERE quarter = 1",
        "quarters of an hour of the chart that are not what the ledger makes of them",
    ),
    (
        "UPDATE credit_quarter SET quarter = quarter + 1",
        "UPDATE credit_quarter SET quarter = quarter - 1",
        "quarters of an hour of the chart that are not what the ledger makes of them",
    ),
    (
        "UPDATE message SET parts = parts + 1",
        "UPDATE message SET parts = parts - 1",
        "credits available, by a campaign's entries and by its messages",
    ),
    (
        "UPDATE ledger SET reserved = reserved + 1, spent = spent - 1 WHERE kind = 2",
        "UPDATE ledger SET reserved = reserved - 1, spent = spent + 1 WHERE kind = 2",
        "credits set aside, by a campaign's entries and by its messages",
    ),
    (
        "UPDATE message SET parts = parts + 1",
        "UPDATE message SET parts = parts - 1",
        "credits spent, by a campaign's entries and by its messages",
    ),
];

#[tokio::test]
async fn the_recount_names_every_difference() {
    let desk = Desk::open(100).await;
    desk.clients(&[("Amina", "0612345610", "10"), ("Karim", "0612345611", "10")]).await;
    let sales = crate::topups::salesperson(&desk.backend).await;
    let topup = crate::topups::paid(&desk, &sales, 30).await;
    crate::topups::act(&desk.backend, &sales, &topup, domain::topup::Act::Activate).await.unwrap();
    let draft = desk.draft(domain::campaign::Objective::BalanceReminder, Some("Bonjour {nom}"), all_of(2)).await;
    desk.send(&draft, "key-of-the-form").await.unwrap();
    desk.deliver().await;
    // Grants, what was set aside, spent, and one credit of it given back.
    backend::service::sales::correct(&desk.backend, &sales, &topup, 4, 1, "erreur").await.unwrap();
    assert_eq!(desk.balance().await, (129, 0, 1));
    assert_eq!(credits::check(&desk.backend).await.unwrap(), []);
    let sql = desk.sql().await;
    sqlx::query("DROP TRIGGER ledger_no_update").execute(&sql).await.unwrap();
    for (spoil, mend, what) in SPOILT {
        sqlx::query(spoil).execute(&sql).await.unwrap();
        let found = credits::check(&desk.backend).await.unwrap();
        assert!(
            found.iter().any(|found| found.what == what && found.pharmacy == "Pharmacie du Port"),
            "{what}: {found:?}"
        );
        sqlx::query(mend).execute(&sql).await.unwrap();
        assert_eq!(credits::check(&desk.backend).await.unwrap(), [], "mended");
    }
}

/// Brings whatever request is open to its activation, while others do the same: who comes second finds each step done.
async fn buy(desk: &Desk, sales: &backend::caller::Salesperson, pack: &domain::pack::Pack) -> domain::id::TopUpRef {
    use backend::service::topups;
    use domain::topup::{Act, State};
    let done = |result: backend::Result<()>| match result {
        Ok(()) | Err(Error::Conflict(backend::error::Conflict::TopUpMoved)) => {}
        Err(other) => panic!("{other}"),
    };
    let topup = topups::request(&desk.backend, &desk.staff, "").await.unwrap();
    done(crate::topups::choose(&desk.backend, &desk.staff, &topup, pack).await);
    done(crate::topups::act(&desk.backend, sales, &topup, Act::Issue).await);
    done(topups::declare(&desk.backend, &desk.staff, &topup, crate::topups::PDF).await);
    done(crate::topups::act(&desk.backend, sales, &topup, Act::Receive).await);
    done(crate::topups::act(&desk.backend, sales, &topup, Act::Activate).await);
    let sheet = topups::sheet(&desk.backend, topups::Caller::Sales(sales), &topup).await.unwrap();
    assert_eq!(sheet.topup.state, State::Activated);
    topup
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_senders_and_four_activations_at_once() {
    let desk = Desk::open(20).await;
    desk.clients(&[("Amina", "0612345610", "10"), ("Karim", "0612345611", "10"), ("Omar", "0612345612", "10")]).await;
    let sales = crate::topups::salesperson(&desk.backend).await;
    let draft = desk.draft(domain::campaign::Objective::BalanceReminder, Some("Bonjour {nom}"), all_of(3)).await;
    let pack = crate::topups::pack(&desk.backend, &sales, 30, 100_000).await;
    let desk = std::sync::Arc::new(desk);
    let senders = (0..64).map(|n| {
        let (desk, draft) = (desk.clone(), draft.clone());
        tokio::spawn(async move {
            let agreed = domain::campaign::Agreed { recipients: 3, credits: 3 };
            let key = format!("key-of-sender-{n}");
            backend::service::campaigns::send(&desk.backend, &desk.staff, &draft, agreed, &key).await
        })
    });
    let senders: Vec<_> = senders.collect();
    // Four who buy four times each. A pharmacy has one open request at a time: each is activated by whoever is first, and
    // the next one begins while the others still activate.
    let buyers = (0..4).map(|_| {
        let (desk, sales, pack) = (desk.clone(), sales.clone(), pack.clone());
        tokio::spawn(async move {
            let mut bought = vec![];
            for _ in 0..4 {
                bought.push(buy(&desk, &sales, &pack).await);
            }
            bought
        })
    });
    let mut bought = std::collections::HashSet::new();
    for buyer in buyers.collect::<Vec<_>>() {
        bought.extend(buyer.await.unwrap());
    }
    let mut sent = 0;
    for sender in senders {
        match sender.await.unwrap() {
            Ok(_) => sent += 1,
            Err(Error::NoCredit { needed: 3, .. }) => {}
            Err(other) => panic!("{other}"),
        }
    }
    // One buyer alone makes four requests; all four may have shared each of them.
    assert!((4..=16).contains(&bought.len()), "{}", bought.len());
    let granted = 20 + 30 * u32::try_from(bought.len()).unwrap();
    // Those that came before an activation may have been refused; nobody was where credits were left for them.
    assert!((6..=(granted / 3).min(64)).contains(&sent), "{sent}");
    let (available, reserved, spent) = desk.balance().await;
    assert_eq!((available + reserved, reserved, spent), (granted, sent * 3, 0));
    assert_eq!(credits::check(&desk.backend).await.unwrap(), []);
    desk.deliver().await;
    assert_eq!(desk.balance().await, (granted - sent * 3, 0, sent * 3));
    assert_eq!(credits::check(&desk.backend).await.unwrap(), []);
}

#[tokio::test]
async fn a_send_of_the_very_balance_goes_and_one_more_does_not() {
    let desk = Desk::open(2).await;
    desk.clients(&[("Amina", "0612345610", "10"), ("Karim", "0612345611", "10"), ("Omar", "0612345612", "10")]).await;
    let text = Some("Bonjour {nom}");
    let draft = desk.draft(domain::campaign::Objective::BalanceReminder, text, all_of(3)).await;
    let before = desk.rows().await;
    let agreed = domain::campaign::Agreed { recipients: 3, credits: 3 };
    let refused =
        backend::service::campaigns::send(&desk.backend, &desk.staff, &draft, agreed, "key-of-the-form").await;
    assert!(matches!(refused, Err(Error::NoCredit { needed: 3, available: 2 })));
    assert_eq!(desk.rows().await, before, "refused whole");
    credits::grant(&desk.backend, desk.staff.pharmacy, 1, "test").await.unwrap();
    desk.send(&draft, "key-of-the-form").await.unwrap();
    assert_eq!(desk.balance().await, (0, 3, 0));
}

#[tokio::test]
async fn an_account_holds_no_more_than_can_be_counted() {
    let desk = Desk::open(u32::MAX - 294_967_295).await;
    assert_eq!(desk.balance().await.0, 4_000_000_000);
    let full = credits::grant(&desk.backend, desk.staff.pharmacy, 1, "test").await;
    assert!(matches!(full, Err(Error::Conflict(backend::error::Conflict::BalanceFull))), "{full:?}");
    for statement in [
        "UPDATE credit SET available = 9223372036854775807, granted = 9223372036854775807 + 1",
        "UPDATE credit SET available = -9223372036854775808, granted = -9223372036854775808",
    ] {
        assert!(sqlx::query(statement).execute(&desk.sql().await).await.is_err(), "{statement}");
    }
    assert_eq!(credits::check(&desk.backend).await.unwrap(), []);
}
