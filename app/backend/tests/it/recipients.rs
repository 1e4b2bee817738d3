//! The list of recipients: what narrows it, its parts, and who shares a number.

use backend::Error;
use backend::service::clients::{self, Order};
use domain::campaign::{Audience, Objective};
use domain::client::{Filter, Line, MAX_DAYS, Only};
use domain::form::{Fault, Field, FieldErrors};
use domain::id::ClientRef;
use domain::language::Language;
use rstest::rstest;

use crate::desk::{Desk, all, refused};

const DAY: i64 = 86_400_000;

/// Three who owe, the last of whom has her name in Arabic, and two who share a number.
async fn five(desk: &Desk) -> Vec<ClientRef> {
    desk.clients(&[
        ("Alami", "0612345610", "250,50"),
        ("Bennis", "0612345611", "1 250,50"),
        ("بناني", "0612345612", "10"),
        ("Fassi", "0612345614", "50"),
        ("Hajji", "0612345614", "70"),
    ])
    .await
}

async fn part(desk: &Desk, only: Only, first: &[ClientRef], of: (u32, u32)) -> Vec<Line> {
    let filter = Filter { only, ..Filter::default() };
    let listed = clients::part(&desk.backend, &desk.staff, &filter, Order::Balance, first, of).await.unwrap();
    if of == (0, 100) {
        assert_eq!(usize::try_from(listed.total).unwrap(), listed.lines.len());
    }
    listed.lines
}

async fn only(desk: &Desk, only: Only) -> Vec<String> {
    part(desk, only, &[], (0, 100)).await.iter().map(Line::name).collect()
}

#[tokio::test]
async fn a_name_in_arabic_letters_reads_arabic() {
    let desk = Desk::open(0).await;
    five(&desk).await;
    let language = |language| Only { language: Some(language), ..Only::default() };
    assert_eq!(only(&desk, language(Language::Ar)).await, ["بناني"]);
    assert_eq!(only(&desk, language(Language::Fr)).await, ["Bennis", "Alami", "Hajji", "Fassi"]);
}

#[tokio::test]
async fn who_has_paid_lately_is_left_out() {
    let desk = Desk::open(0).await;
    five(&desk).await;
    let sql = desk.sql().await;
    let paid = desk.clock.now() - 40 * DAY;
    sqlx::query("UPDATE client SET last_payment_at = $1 WHERE last_name = 'Alami'")
        .bind(paid)
        .execute(&sql)
        .await
        .unwrap();
    let unpaid = |days| Only { unpaid_days: Some(days), ..Only::default() };
    assert_eq!(only(&desk, unpaid(30)).await.len(), 5);
    assert_eq!(only(&desk, unpaid(60)).await, ["Bennis", "Hajji", "Fassi", "بناني"]);
}

#[tokio::test]
async fn who_was_reminded_lately_is_left_out_unless_it_failed() {
    let desk = Desk::open(10).await;
    let five = five(&desk).await;
    let reminder = desk.draft(Objective::BalanceReminder, None, Audience::Ticked(five[..2].to_vec())).await;
    desk.send(&reminder, "first-reminder").await.unwrap();
    desk.deliver().await;
    let custom = desk.draft(Objective::Custom, None, Audience::Ticked(five[2..3].to_vec())).await;
    desk.send(&custom, "no-reminder").await.unwrap();
    desk.deliver().await;
    // The sandbox fails numbers that end in 00.
    let failing = desk.clients(&[("Zniber", "0612345600", "5")]).await;
    let reminder = desk.draft(Objective::BalanceReminder, None, Audience::Ticked(failing)).await;
    desk.send(&reminder, "failing-reminder").await.unwrap();
    desk.deliver().await;

    let days = |days| Only { unreminded_days: Some(days), ..Only::default() };
    let left = ["Hajji", "Fassi", "بناني", "Zniber"];
    assert_eq!(only(&desk, days(7)).await, left);
    // A send to all of the list goes to those who are shown.
    let audience = Audience::All { filter: Filter { only: days(7), ..Filter::default() }, shown: 4 };
    let draft = desk.draft(Objective::BalanceReminder, None, audience).await;
    assert_eq!(desk.quote(&draft).await.unwrap().clients, 4);

    desk.clock.advance(8 * DAY);
    assert_eq!(only(&desk, days(7)).await.len(), 6);
    assert_eq!(only(&desk, days(15)).await, left);
}

#[rstest]
#[case(Only { unpaid_days: Some(MAX_DAYS + 1), ..Only::default() })]
#[case(Only { unreminded_days: Some(u16::MAX), ..Only::default() })]
#[tokio::test]
async fn too_many_days_are_refused_in_the_list_and_in_the_send(#[case] only: Only) {
    let desk = Desk::open(10).await;
    five(&desk).await;
    let filter = Filter { only, ..Filter::default() };
    let faults = FieldErrors::one(Field::Search, Fault::TooFar);
    let listed = clients::list(&desk.backend, &desk.staff, &filter, Order::Name, 10).await;
    assert!(matches!(refused(listed), Error::Invalid(told) if told == faults));
    let Audience::All { shown, .. } = all(5) else { panic!("not all") };
    let draft = desk.draft(Objective::Custom, None, Audience::All { filter, shown }).await;
    assert!(matches!(refused(desk.quote(&draft).await), Error::Invalid(told) if told == faults));
}

#[tokio::test]
async fn a_list_comes_in_parts_with_the_ticked_at_its_head() {
    let desk = Desk::open(0).await;
    let five = five(&desk).await;
    let names = |lines: Vec<Line>| lines.iter().map(Line::name).collect::<Vec<_>>();
    assert_eq!(names(part(&desk, Only::default(), &[], (1, 2)).await), ["Alami", "Hajji"]);
    assert_eq!(names(part(&desk, Only::default(), &[], (4, 2)).await), ["بناني"]);
    let ticked = [five[2].clone(), five[3].clone()];
    let first = names(part(&desk, Only::default(), &ticked, (0, 100)).await);
    assert_eq!(first, ["Fassi", "بناني", "Bennis", "Alami", "Hajji"]);
}

#[tokio::test]
async fn who_shares_a_number_is_said() {
    let desk = Desk::open(0).await;
    five(&desk).await;
    let lines = part(&desk, Only::default(), &[], (0, 100)).await;
    let shares: Vec<_> = lines.iter().filter_map(|line| Some((line.name(), line.shares_with.clone()?))).collect();
    let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
    assert_eq!(shares, [pair("Hajji", "Fassi"), pair("Fassi", "Hajji")]);
}

#[tokio::test]
async fn clients_are_named_and_strangers_are_not() {
    let desk = Desk::open(0).await;
    let five = five(&desk).await;
    let asked = [five[1].clone(), ClientRef::from_random([7; 12]), five[0].clone()];
    let named = clients::named(&desk.backend, &desk.staff, &asked).await.unwrap();
    assert_eq!(named.iter().map(Line::name).collect::<Vec<_>>(), ["Alami", "Bennis"]);
    let stranger = crate::desk::pharmacy(&desk.backend, "Pharmacie Ibn Sina", domain::staff::Role::Titulaire).await;
    assert_eq!(clients::named(&desk.backend, &stranger, &asked).await.unwrap(), []);
}

#[tokio::test]
async fn who_cannot_receive_an_sms_takes_nobody_s_place() {
    let desk = Desk::open(0).await;
    let clients = desk
        .clients(&[("Alami", "0522334455", "900"), ("Bennis", "0612345611", "800"), ("Chraibi", "0612345612", "700")])
        .await;
    let all = Filter::default();
    let first = |limit| clients::reachable(&desk.backend, &desk.staff, &all, limit);
    assert_eq!(first(1).await.unwrap(), clients[1..2]);
    assert_eq!(first(9).await.unwrap(), clients[1..]);
    let narrow = Filter { only: Only { consent: Some(true), ..Only::default() }, ..Filter::default() };
    assert_eq!(clients::reachable(&desk.backend, &desk.staff, &narrow, 9).await.unwrap(), []);
}
