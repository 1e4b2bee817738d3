//! Signing in and out, sessions and links.

use std::time::Duration;

use backend::error::Error;
use backend::service::account;
use domain::form::{Fault, Field, FieldErrors};
use domain::language::Language;
use domain::staff::{Permission, Role};
use rstest::rstest;
use secrecy::ExposeSecret;

use crate::world::{PASSWORD, World, secret};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

#[tokio::test]
async fn a_person_signs_in_and_out() {
    let world = World::new().await;
    world.add_staff("Salma@Amal.ma", Role::Gestionnaire.permissions()).await;
    let token = account::sign_in(&world.backend, " salma@amal.MA ", &secret(PASSWORD), "::1").await.unwrap();
    let staff = account::caller(&world.backend, &token).await.unwrap().unwrap();
    assert_eq!((staff.name.as_str(), staff.email.as_str()), ("Salma Bennani", "salma@amal.ma"));
    assert_eq!((staff.pharmacy, staff.pharmacy_name.as_str()), (world.pharmacy, "Pharmacie Al Amal"));
    assert!(staff.demo && staff.permissions.has(Permission::SmsSend) && !staff.permissions.has(Permission::SmsSendAll));
    account::sign_out(&world.backend, &token).await.unwrap();
    account::sign_out(&world.backend, &token).await.unwrap();
    assert!(account::caller(&world.backend, &token).await.unwrap().is_none());
    assert!(account::caller(&world.backend, &secret("made up")).await.unwrap().is_none());
}

#[tokio::test]
async fn the_database_opens_no_session() {
    let world = World::new().await;
    world.add_staff("a@amal.ma", Role::Assistant.permissions()).await;
    let token = account::sign_in(&world.backend, "a@amal.ma", &secret(PASSWORD), "::1").await.unwrap();
    assert_eq!(token.expose_secret().len(), 43);
    let stored: Vec<u8> =
        sqlx::query_scalar("SELECT token_hash FROM session").fetch_one(&world.database().await).await.unwrap();
    assert!(stored.len() == 32 && stored != token.expose_secret().as_bytes());
}

#[tokio::test]
async fn wrong_password_and_unknown_address_get_the_same_answer() {
    let world = World::new().await;
    world.add_staff("a@amal.ma", Role::Assistant.permissions()).await;
    let answer = async |email, password| account::sign_in(&world.backend, email, &secret(password), "::1").await.err();
    assert!(matches!(answer("a@amal.ma", "wrong").await, Some(Error::WrongPassword)));
    assert!(matches!(answer("nobody@amal.ma", PASSWORD).await, Some(Error::WrongPassword)));
    assert!(matches!(answer("", "").await, Some(Error::WrongPassword)));
    assert_eq!(world.scalar("SELECT count(*) FROM session").await, 0);
}

#[tokio::test]
async fn five_failures_make_an_address_wait() {
    let world = World::new().await;
    world.add_staff("a@amal.ma", Role::Assistant.permissions()).await;
    world.add_staff("b@amal.ma", Role::Assistant.permissions()).await;
    for _ in 0..5 {
        account::sign_in(&world.backend, "a@amal.ma", &secret("wrong"), "::1").await.unwrap_err();
    }
    let blocked = account::sign_in(&world.backend, "A@amal.ma", &secret(PASSWORD), "::2").await;
    assert!(matches!(blocked, Err(Error::TooMany { retry_after: 901 })), "{:?}", blocked.err());
    account::sign_in(&world.backend, "b@amal.ma", &secret(PASSWORD), "::1").await.unwrap();
    world.clock.advance(15 * MINUTE);
    account::sign_in(&world.backend, "a@amal.ma", &secret(PASSWORD), "::1").await.unwrap();
}

#[rstest]
#[case::idle(12 * HOUR, 1)]
#[case::absolute(11 * HOUR, 31)]
#[tokio::test]
async fn a_session_ends_by_itself(#[case] pause: i64, #[case] pauses: u32) {
    let world = World::new().await;
    world.add_staff("a@amal.ma", Role::Assistant.permissions()).await;
    let token = account::sign_in(&world.backend, "a@amal.ma", &secret(PASSWORD), "::1").await.unwrap();
    for n in 1..=pauses {
        world.clock.advance(pause);
        let open = account::caller(&world.backend, &token).await.unwrap().is_some();
        assert_eq!(open, n < pauses, "after {n} pauses");
        if open {
            until_seen(&world, i64::from(n) * pause).await;
        }
    }
    account::sign_in(&world.backend, "a@amal.ma", &secret(PASSWORD), "::1").await.unwrap();
    assert_eq!(world.scalar("SELECT count(*) FROM session").await, 1, "the old one was cleared away");
}

#[tokio::test]
async fn use_is_written_at_most_once_a_minute() {
    let world = World::new().await;
    world.add_staff("a@amal.ma", Role::Assistant.permissions()).await;
    let token = account::sign_in(&world.backend, "a@amal.ma", &secret(PASSWORD), "::1").await.unwrap();
    for (later, seen) in [(MINUTE - 1, 0), (1, MINUTE), (5, MINUTE)] {
        world.clock.advance(later);
        account::caller(&world.backend, &token).await.unwrap().unwrap();
        until_seen(&world, seen).await;
    }
}

#[tokio::test]
async fn who_only_reads_does_not_wait_for_who_writes() {
    let world = World::new().await;
    world.add_staff("a@amal.ma", Role::Assistant.permissions()).await;
    let token = account::sign_in(&world.backend, "a@amal.ma", &secret(PASSWORD), "::1").await.unwrap();
    let database = world.database().await;
    let mut command_line = database.acquire().await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut *command_line).await.unwrap();
    world.clock.advance(MINUTE);
    // SQLite waits for 10 seconds, and fails then.
    let caller = tokio::time::timeout(Duration::from_secs(5), account::caller(&world.backend, &token)).await;
    assert!(caller.unwrap().unwrap().is_some());
    sqlx::query("ROLLBACK").execute(&mut *command_line).await.unwrap();
    until_seen(&world, MINUTE).await;
}

/// Waits until it is written that the session is used, so many milliseconds after it began.
async fn until_seen(world: &World, after: i64) {
    let written = async {
        while world.scalar("SELECT seen_at - created_at FROM session").await != after {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), written).await.unwrap();
}

#[tokio::test]
async fn who_was_deactivated_is_nobody() {
    let world = World::new().await;
    world.add_staff("a@amal.ma", Role::Assistant.permissions()).await;
    let token = account::sign_in(&world.backend, "a@amal.ma", &secret(PASSWORD), "::1").await.unwrap();
    let link = account::make_password_link(&world.backend, "a@amal.ma").await.unwrap();
    world.execute("UPDATE staff SET deactivated_at = 1").await.unwrap();
    assert!(account::caller(&world.backend, &token).await.unwrap().is_none());
    assert!(!account::link_is_good(&world.backend, &link).await.unwrap());
    let again = account::sign_in(&world.backend, "a@amal.ma", &secret(PASSWORD), "::1").await;
    assert!(matches!(again, Err(Error::WrongPassword)));
}

#[tokio::test]
async fn a_link_sets_a_password_once() {
    let world = World::new().await;
    world.add_staff("a@amal.ma", Role::Assistant.permissions()).await;
    let open = account::sign_in(&world.backend, "a@amal.ma", &secret(PASSWORD), "::1").await.unwrap();
    let other = account::make_password_link(&world.backend, "a@amal.ma").await.unwrap();
    let link = account::make_password_link(&world.backend, "A@Amal.ma").await.unwrap();

    for (password, fault) in [("", Fault::Required), ("neuf-neuf", Fault::TooShort)] {
        let refused = account::set_password(&world.backend, &link, &secret(password)).await;
        let expected = FieldErrors::one(Field::Password, fault);
        assert!(matches!(refused, Err(Error::Invalid(faults)) if faults == expected), "{password}");
    }
    let long = account::set_password(&world.backend, &link, &secret(&"x".repeat(201))).await;
    assert!(matches!(long, Err(Error::Invalid(_))));

    account::set_password(&world.backend, &link, &secret("Nouveau-2026")).await.unwrap();
    for used in [&link, &other] {
        assert!(!account::link_is_good(&world.backend, used).await.unwrap());
        let again = account::set_password(&world.backend, used, &secret("Encore-2026")).await;
        assert!(matches!(again, Err(Error::NotFound)));
    }
    assert!(account::caller(&world.backend, &open).await.unwrap().is_none(), "older sessions have ended");
    assert!(account::sign_in(&world.backend, "a@amal.ma", &secret(PASSWORD), "::1").await.is_err());
    assert!(account::sign_in(&world.backend, "a@amal.ma", &secret("Nouveau-2026"), "::1").await.is_ok());
}

#[tokio::test]
async fn a_link_is_good_for_a_day() {
    let world = World::new().await;
    world.add_staff("a@amal.ma", Role::Assistant.permissions()).await;
    let link = account::make_password_link(&world.backend, "a@amal.ma").await.unwrap();
    world.clock.advance(24 * HOUR - 1);
    assert!(account::link_is_good(&world.backend, &link).await.unwrap());
    world.clock.advance(1);
    assert!(!account::link_is_good(&world.backend, &link).await.unwrap());
    let unknown = account::make_password_link(&world.backend, "nobody@amal.ma").await;
    assert!(matches!(unknown, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_language_is_remembered() {
    let world = World::new().await;
    let staff = world.staff(Role::Assistant).await;
    assert_eq!(staff.language, Language::Fr);
    account::set_language(&world.backend, &staff, Language::Ar).await.unwrap();
    assert_eq!(world.sign_in("assistant@amal.ma").await.language, Language::Ar);
}

#[tokio::test]
async fn a_bad_row_is_a_named_error() {
    let world = World::new().await;
    world.add_staff("a@amal.ma", Role::Assistant.permissions()).await;
    let token = account::sign_in(&world.backend, "a@amal.ma", &secret(PASSWORD), "::1").await.unwrap();
    world.execute("UPDATE staff SET permissions = 4096").await.unwrap();
    let caller = account::caller(&world.backend, &token).await;
    assert!(matches!(caller, Err(Error::BadRow { table: "staff", column: "permissions", .. })));
}
