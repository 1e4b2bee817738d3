//! What comes together in one turn, of one message: it is read once and written once, and all of it counts.

use domain::campaign::Command;
use domain::id::MessageId;
use domain::message::{Reason, Status};
use domain::phone::PhoneNumber;
use rstest::rstest;

use super::line::{Line, NOON};
use crate::gateway::{About, News, Report};
use crate::service::campaigns;
use crate::service::delivery::{Claim, Handover, Outcome, Turn, turn};

const INSTANCE: i64 = 7;

async fn claim(line: &Line, limit: u32) -> Vec<Handover> {
    let turned = turn(&line.backend, Turn { now: NOON, claim: Some((INSTANCE, limit)), ..Turn::default() }).await;
    turned.unwrap().claim.handovers
}

/// A turn with these outcomes and reports that also claims.
async fn busy(line: &Line, outcomes: &[(MessageId, Outcome)], reports: impl IntoIterator<Item = Report>) -> Claim {
    let news: Vec<News> = reports.into_iter().map(News::Report).collect();
    let news: Vec<&News> = news.iter().collect();
    let claim = Some((INSTANCE, 100));
    turn(&line.backend, Turn { now: NOON, outcomes, news: &news, failing: &[], claim }).await.unwrap().claim
}

fn accepted() -> Outcome {
    Outcome::Accepted { reference: "reference".into() }
}

fn report(message: MessageId, status: Status, reason: Option<Reason>) -> Report {
    Report { about: About::Message(message), status, reason, detail: None, reference: None }
}

async fn in_hand(line: &Line) -> i64 {
    let mut conn = line.backend.store().read().await.unwrap();
    sqlx::query_scalar("SELECT count(*) FROM outbox").fetch_one(&mut *conn).await.unwrap()
}

#[rstest]
#[case::delivered(&[(Status::Delivered, None)], &[1, 2, 3, 4], [99, 0, 1])]
#[case::taken_and_delivered(&[(Status::Sent, None), (Status::Delivered, None)], &[1, 2, 3, 4], [99, 0, 1])]
#[case::the_other_way_round(&[(Status::Delivered, None), (Status::Sent, None)], &[1, 2, 3, 4], [99, 0, 1])]
#[case::refused_after_all(&[(Status::Failed, Some(Reason::NumberRefused))], &[1, 2, 3, 5], [100, 0, 0])]
#[case::late(
    &[(Status::Expired, Some(Reason::Unreachable)), (Status::Delivered, None)],
    &[1, 2, 3, 6, 4],
    [99, 0, 1]
)]
#[tokio::test]
async fn an_answer_and_reports_of_one_message(
    #[case] said: &[(Status, Option<Reason>)],
    #[case] way: &[i64],
    #[case] balance: [u32; 3],
) {
    let line = Line::open(1, []).await;
    let id = claim(&line, 1).await[0].message.message;
    let claim =
        busy(&line, &[(id, accepted())], said.iter().map(|(status, reason)| report(id, *status, *reason))).await;
    assert_eq!((claim.looked_at, in_hand(&line).await), (0, 0));
    assert_eq!((line.statuses(1).await, line.balance().await), (way.to_vec(), balance));
    line.is_consistent().await;
}

#[tokio::test]
async fn a_report_that_overtook_the_answer_stands() {
    let line = Line::open(1, []).await;
    let id = claim(&line, 1).await[0].message.message;
    busy(&line, &[], [report(id, Status::Delivered, None)]).await;
    busy(&line, &[(id, accepted())], [report(id, Status::Sent, None)]).await;
    assert_eq!((line.statuses(1).await, line.balance().await), (vec![1, 2, 4], [99, 0, 1]));
    assert_eq!(in_hand(&line).await, 0);
    line.is_consistent().await;
}

#[tokio::test]
async fn a_report_finds_by_its_reference_what_was_accepted_with_it() {
    let line = Line::open(1, []).await;
    let message = claim(&line, 1).await.remove(0).message;
    let phone: Option<PhoneNumber> = Some(message.phone);
    let about = About::Reference { candidates: vec!["reference".into()], phone };
    let report = Report { about, status: Status::Delivered, reason: None, detail: None, reference: None };
    busy(&line, &[(message.message, accepted())], [report]).await;
    assert_eq!((line.statuses(1).await, in_hand(&line).await), (vec![1, 2, 3, 4], 0));
    line.is_consistent().await;
}

#[tokio::test]
async fn what_is_lost_may_be_found_by_its_report() {
    let line = Line::open(1, []).await;
    let id = claim(&line, 1).await[0].message.message;
    busy(&line, &[(id, Outcome::Unknown)], [report(id, Status::Delivered, None)]).await;
    assert_eq!((line.statuses(1).await, line.balance().await), (vec![1, 2, 7, 4], [99, 0, 1]));
    line.is_consistent().await;
}

#[tokio::test]
async fn what_comes_back_may_leave_again_at_once() {
    let line = Line::open(2, []).await;
    let id = claim(&line, 1).await[0].message.message;
    let claim = busy(&line, &[(id, Outcome::Later { due_at: NOON })], []).await;
    let again: Vec<u32> = claim.handovers.iter().map(|one| one.attempt).collect();
    assert_eq!(again, [2, 1]);
    assert_eq!((line.statuses(1).await, line.statuses(2).await), (vec![1, 2, 1, 2], vec![1, 2]));
    assert_eq!((line.counts().await, line.balance().await), (vec![(Status::Sending, 2)], [98, 2, 0]));
    line.is_consistent().await;
}

#[tokio::test]
async fn what_was_called_off_meanwhile_does_not_leave_again() {
    let line = Line::open(2, []).await;
    let claimed = claim(&line, 2).await;
    let ids: Vec<MessageId> = claimed.iter().map(|one| one.message.message).collect();
    campaigns::control(&line.backend, &line.staff, &line.campaign, Command::Stop).await.unwrap();
    let claim = busy(&line, &[(ids[0], Outcome::Later { due_at: NOON }), (ids[1], accepted())], []).await;
    assert_eq!((claim.looked_at, in_hand(&line).await), (0, 1));
    assert_eq!(line.counts().await, [(Status::Sent, 1), (Status::Cancelled, 1)]);
    assert_eq!(line.balance().await, [99, 0, 1]);
    line.is_consistent().await;
}

#[tokio::test]
async fn what_changes_nothing_is_not_announced() {
    let line = Line::open(1, []).await;
    let id = claim(&line, 1).await[0].message.message;
    busy(&line, &[(id, accepted())], []).await;
    let mut news = line.backend.live().listen();
    busy(&line, &[], [report(id, Status::Sent, None)]).await;
    assert!(news.try_recv().is_err());
    busy(&line, &[], [report(id, Status::Delivered, None)]).await;
    assert_eq!(news.try_recv().unwrap().pharmacy, Some(line.staff.pharmacy));
}
