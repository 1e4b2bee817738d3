//! The pages of the history.

use backend::caller::Staff;
use backend::service::history::{self, PastCampaign, PastMessage};
use backend::{Error, service::campaigns};
use domain::campaign::Objective;
use domain::history::{Cursor, Page, Query, Way};
use domain::message::Status;
use domain::phone::PhoneNumber;
use domain::staff::{Permissions, Role};
use rstest::rstest;

use crate::desk::{Desk, NOON, all, pharmacy, refused, totals};

/// Campaigns of so many messages each, one an hour, in all final statuses by turns.
async fn past(desk: &Desk, sizes: &[usize]) {
    let template = desk.draft(Objective::BalanceReminder, None, all(0)).await.text.template;
    let finals = [Status::Delivered, Status::Failed, Status::Cancelled, Status::Uncertain];
    let campaign = |(hour, size): (usize, &usize)| PastCampaign {
        staff: desk.staff.id,
        template: template.clone(),
        created_at: NOON - 360_000_000 + i64::try_from(hour).unwrap() * 3_600_000,
        messages: (0..*size)
            .map(|n| PastMessage {
                client: None,
                phone: PhoneNumber::try_from(format!("+21261234{n:04}")).unwrap(),
                recipient: format!("Client {n}"),
                content: "Bonjour".into(),
                status: finals[n % finals.len()],
                reason: None,
                handed_over: 1_000,
                ended: 9_000,
            })
            .collect(),
    };
    let campaigns = sizes.iter().enumerate().map(campaign).collect();
    history::add_past(&desk.backend, desk.staff.pharmacy, campaigns).await.unwrap();
}

async fn list(desk: &Desk, staff: &Staff, cursor: Option<Cursor>) -> Page {
    history::list(&desk.backend, staff, &Query::default(), cursor, None).await.unwrap()
}

fn on(number: i64) -> Cursor {
    Cursor { way: Way::On, number, status: None }
}

#[rstest]
#[case(&[])]
#[case(&[1])]
#[case(&[50])]
#[case(&[51])]
#[case(&[30, 70])]
#[case(&[3, 100, 60, 7])]
#[tokio::test]
async fn pages_hold_every_message_once_in_both_directions(#[case] sizes: &[usize]) {
    let desk = Desk::open(1_000).await;
    let other = pharmacy(&desk.backend, "Pharmacie de la Gare", Role::Titulaire).await;
    past(&desk, sizes).await;
    let total: usize = sizes.iter().sum();

    let mut pages = vec![];
    let mut cursor = None;
    loop {
        let page = list(&desk, &desk.staff, cursor).await;
        assert_eq!(page.previous.is_some(), !pages.is_empty(), "only the first page has no newer one");
        let counted: u32 = totals(&page).iter().map(|(_, n)| n).sum();
        assert_eq!(usize::try_from(counted).unwrap(), total);
        cursor = page.next;
        pages.push(page);
        if cursor.is_none() {
            break;
        }
    }
    let numbers: Vec<i64> = pages.iter().flat_map(|page| page.lines.iter().map(|line| line.number)).collect();
    let expected: Vec<i64> = (1..=i64::try_from(total).unwrap()).rev().collect();
    assert_eq!(numbers, expected);

    let mut at = pages.len() - 1;
    while let Some(cursor) = pages[at].previous {
        let page = list(&desk, &desk.staff, Some(cursor)).await;
        at -= 1;
        assert_eq!(page, pages[at]);
    }
    assert_eq!(at, 0);
    let theirs = list(&desk, &other, Some(on((1 << 40) - 1))).await;
    assert_eq!((theirs.lines.len(), theirs.previous, theirs.next), (0, None, None));
}

#[tokio::test]
async fn a_page_stays_when_newer_messages_come() {
    let desk = Desk::open(1_000).await;
    past(&desk, &[120]).await;
    let first = list(&desk, &desk.staff, None).await;
    let second = list(&desk, &desk.staff, first.next).await;
    past(&desk, &[3]).await;
    assert_eq!(list(&desk, &desk.staff, first.next).await.lines, second.lines);
    let back = list(&desk, &desk.staff, second.previous).await;
    assert_eq!(back.lines, first.lines);
    let newest = list(&desk, &desk.staff, back.previous).await;
    assert_eq!((newest.lines.len(), newest.lines[0].number, newest.previous), (50, 123, None));
}

#[rstest]
#[case(Way::On, 1)]
#[case(Way::On, 0)]
#[case(Way::Back, 1 << 40)]
#[case(Way::Back, i64::MAX)]
#[case(Way::On, i64::MIN)]
#[case(Way::Back, 60)]
#[tokio::test]
async fn a_cursor_that_leads_nowhere_leads_to_the_first_page(#[case] way: Way, #[case] number: i64) {
    let desk = Desk::open(1_000).await;
    past(&desk, &[60]).await;
    let first = list(&desk, &desk.staff, None).await;
    assert_eq!(first.lines[0].number, 60);
    assert_eq!(list(&desk, &desk.staff, Some(Cursor { way, number, status: None })).await, first);
}

#[tokio::test]
async fn a_campaigns_pages_hold_only_its_messages() {
    let desk = Desk::open(1_000).await;
    past(&desk, &[20, 70, 20]).await;
    let sql = desk.sql().await;
    let reference: String =
        sqlx::query_scalar("SELECT public_id FROM campaign WHERE messages = 70").fetch_one(&sql).await.unwrap();
    let campaign = reference.parse().unwrap();
    let first = campaigns::page(&desk.backend, &desk.staff, &campaign, None).await.unwrap().messages;
    let second = campaigns::page(&desk.backend, &desk.staff, &campaign, first.next).await.unwrap().messages;
    let numbers: Vec<i64> = first.lines.iter().chain(&second.lines).map(|line| line.number).collect();
    assert_eq!(numbers, (21..=90).rev().collect::<Vec<_>>());
    assert_eq!((first.previous, second.next), (None, None));
    let back = campaigns::page(&desk.backend, &desk.staff, &campaign, second.previous).await.unwrap().messages;
    assert_eq!(back, first);
    assert_eq!(first.lines[0].phone, "06 12 34 00 69");
}

#[tokio::test]
async fn who_may_not_read_is_denied() {
    let desk = Desk::open(0).await;
    let nobody = backend::caller::Staff { permissions: Permissions::NONE, ..desk.staff.clone() };
    assert!(matches!(
        refused(history::list(&desk.backend, &nobody, &Query::default(), None, None).await),
        Error::Denied
    ));
    assert!(matches!(refused(history::under_way(&desk.backend, &nobody).await), Error::Denied));
}

#[tokio::test]
async fn a_row_that_nobody_writes_is_a_named_error() {
    let desk = Desk::open(10).await;
    past(&desk, &[1]).await;
    let sql = desk.sql().await;
    sqlx::query("UPDATE message_list SET status = 77").execute(&sql).await.unwrap();
    let error = refused(history::list(&desk.backend, &desk.staff, &Query::default(), None, None).await);
    assert!(matches!(error, Error::BadRow { table: "message_list", column: "status", .. }), "{error:?}");
}
