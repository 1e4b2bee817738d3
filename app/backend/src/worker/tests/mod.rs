//! Rounds through a gateway that answers as a test tells it: what the sandbox never says.
//!
//! SQL stands here although it belongs in `store`: these tests ask, and spoil, the tables behind the back of what they test.

mod clock;
mod health;
mod heard;
mod line;
mod lost;
mod named;
mod paid;
mod refused;
mod smpp;
mod turns;

use domain::campaign::{Command, Fact, Flow};
use domain::gateway::{Trouble, TroubleKind};
use domain::id::MessageId;
use domain::message::{Reason, Status};
use domain::phone::PhoneNumber;
use domain::time::Stamp;
use proptest::prelude::*;
use rstest::rstest;

use self::line::{Line, NOON};
use crate::gateway::{About, Event, Report, Submitted};
use crate::service::campaigns;
use crate::service::delivery::{Outcome, Turn, turn};

const HOUR: i64 = 3_600_000;

fn later() -> Submitted {
    Submitted::Later { trouble: Trouble::of(TroubleKind::Throttled), after: None }
}

fn down() -> Submitted {
    Submitted::Later { trouble: Trouble::of(TroubleKind::Unreachable), after: None }
}

#[tokio::test]
async fn later_is_tried_again_and_given_up_at_last() {
    let mut line = Line::open(1, std::iter::repeat_n(later(), 100)).await;
    line.round().await;
    assert_eq!(line.counts().await, [(Status::Queued, 1)]);
    line.pass(3_999);
    line.round().await;
    assert_eq!(line.submissions(), 1, "not before its time");
    line.pass(2_001);
    line.round().await;
    assert_eq!((line.submissions(), line.balance().await), (2, [99, 1, 0]));
    for _ in 0..19 {
        line.pass(HOUR + 13 * 60_000);
        line.round().await;
    }
    assert_eq!((line.counts().await, line.balance().await), (vec![(Status::Queued, 1)], [99, 1, 0]));
    for _ in 0..2 {
        line.pass(HOUR + 13 * 60_000);
        line.round().await;
    }
    assert_eq!((line.counts().await, line.submissions()), (vec![(Status::Expired, 1)], 21), "a day, and no more");
    assert_eq!(line.balance().await, [100, 0, 0]);
    line.is_consistent().await;
}

#[tokio::test]
async fn a_lost_answer_is_uncertain_and_never_sent_again() {
    let mut line = Line::open(2, [Submitted::Unknown(Trouble::of(TroubleKind::Cut))]).await;
    line.round().await;
    assert_eq!(line.counts().await, [(Status::Sent, 1), (Status::Uncertain, 1)]);
    assert_eq!(line.balance().await, [98, 0, 2]);
    line.pass(100_000_000);
    line.round().await;
    assert_eq!(line.submissions(), 2);
}

#[rstest]
#[case(Status::Delivered, None, [99, 0, 1])]
#[case(Status::Failed, Some(Reason::NumberRefused), [100, 0, 0])]
#[case(Status::Failed, Some(Reason::UnknownNumber), [99, 0, 1])]
#[tokio::test]
async fn a_late_report_resolves_what_is_uncertain(
    #[case] status: Status,
    #[case] reason: Option<Reason>,
    #[case] balance: [u32; 3],
) {
    let mut line = Line::open(1, [Submitted::Unknown(Trouble::of(TroubleKind::Cut))]).await;
    line.round().await;
    for _ in 0..2 {
        line.report(1, status, reason);
        line.round().await;
        assert_eq!((line.counts().await, line.balance().await), (vec![(status, 1)], balance));
    }
}

#[rstest]
#[case(10, Flow::Free)]
#[case(11, Flow::Paused(Fact { at: Stamp { date: "24/11/2026".into(), time: "12:00".into() }, by: None }))]
#[tokio::test]
async fn a_campaign_that_is_refused_too_often_holds_itself_back(#[case] refused: usize, #[case] flow: Flow) {
    let answers = (0..refused).map(|_| Submitted::Refused(Reason::NumberRefused));
    let mut line = Line::open_in_batches(60, 50, answers).await;
    line.round().await;
    let page = campaigns::page(&line.backend, &line.staff, &line.campaign, None).await.unwrap();
    assert_eq!(page.flow, flow);
    let mut conn = line.backend.store().read().await.unwrap();
    let query = "SELECT count(*) FROM audit WHERE action = 'campaign.paused' AND staff_id IS NULL AND subject = ?1";
    let noted = sqlx::query_scalar::<_, i64>(query).bind(line.campaign.as_str()).fetch_one(&mut *conn).await.unwrap();
    assert_eq!(noted, i64::from(flow != Flow::Free));
    drop(conn);
    line.round().await;
    assert_eq!(line.submissions(), if flow == Flow::Free { 60 } else { 50 });
    if flow != Flow::Free {
        campaigns::control(&line.backend, &line.staff, &line.campaign, Command::Resume).await.unwrap();
        line.round().await;
        assert_eq!(line.submissions(), 60, "whoever lets it go on is believed");
    }
    line.is_consistent().await;
}

#[rstest]
#[case(2, 2)]
#[case(4, 0)]
#[tokio::test]
async fn what_comes_back_to_a_stopped_campaign_does_not_stay(#[case] in_flight: u32, #[case] waiting: u32) {
    let mut line = Line::open_in_batches(4, 2, [later(), later()]).await;
    let instance = 7;
    let claim = Turn { now: NOON, claim: Some((instance, in_flight)), ..Turn::default() };
    let claim = turn(&line.backend, claim).await.unwrap().claim;
    campaigns::control(&line.backend, &line.staff, &line.campaign, Command::Stop).await.unwrap();
    let mut stopped = vec![(Status::Sending, in_flight), (Status::Cancelled, waiting)];
    stopped.retain(|(_, n)| *n > 0);
    assert_eq!(line.counts().await, stopped);
    let outcomes: Vec<_> =
        claim.handovers.iter().map(|one| (one.message.message, Outcome::Later { due_at: NOON })).collect();
    turn(&line.backend, Turn { now: NOON, outcomes: &outcomes, ..Turn::default() }).await.unwrap();
    assert_eq!((line.counts().await, line.balance().await), (vec![(Status::Cancelled, 4)], [100, 0, 0]));
    line.round().await;
    assert_eq!(line.submissions(), 0);
    line.is_consistent().await;
}

#[tokio::test]
async fn a_campaign_is_held_back_before_more_of_it_is_claimed() {
    let answers = (0..50).map(|_| Submitted::Refused(Reason::NumberRefused));
    let mut line = Line::open_in_batches(80, 50, answers).await;
    line.delivery.turn(NOON, true).await.unwrap();
    for _ in 0..50 {
        line.delivery.something(NOON).await;
    }
    line.delivery.turn(NOON, true).await.unwrap();
    assert_eq!(line.counts().await, [(Status::Queued, 30), (Status::Failed, 50)]);
    let page = campaigns::page(&line.backend, &line.staff, &line.campaign, None).await.unwrap();
    assert!(matches!(page.flow, Flow::Paused(_)), "{:?}", page.flow);
    line.is_consistent().await;
}

#[tokio::test]
async fn reports_move_forward_only_whatever_their_order() {
    let mut line = Line::open(3, []).await;
    line.round().await;
    line.report(1, Status::Delivered, None);
    line.report(1, Status::Delivered, None);
    line.report(1, Status::Failed, Some(Reason::Refused));
    line.report(2, Status::Expired, Some(Reason::Unreachable));
    line.report(2, Status::Delivered, None);
    line.report(3, Status::Queued, None);
    line.report(99, Status::Delivered, None);
    line.round().await;
    assert_eq!(line.counts().await, [(Status::Sent, 1), (Status::Delivered, 2)]);
    assert_eq!(line.statuses(1).await, [1, 2, 3, 4]);
    assert_eq!(line.statuses(2).await, [1, 2, 3, 6, 4]);
    assert_eq!(line.balance().await, [97, 0, 3]);
}

#[tokio::test]
async fn what_a_network_does_not_know_stays_so_whichever_report_comes_first() {
    let mut line = Line::open(3, []).await;
    line.round().await;
    for number in [1, 2] {
        line.report(number, Status::Uncertain, Some(Reason::NetworkUnsure));
        line.report(number, Status::Sent, None);
    }
    line.report(2, Status::Delivered, None);
    line.report(3, Status::Uncertain, Some(Reason::AnswerLost));
    line.report(3, Status::Sent, None);
    line.round().await;
    assert_eq!(line.counts().await, [(Status::Sent, 1), (Status::Delivered, 1), (Status::Uncertain, 1)]);
    line.is_consistent().await;
}

#[tokio::test]
async fn a_report_may_be_quicker_than_the_answer() {
    let mut line = Line::open(1, []).await;
    line.report(1, Status::Delivered, None);
    line.round().await;
    // Before the claim the message was only queued: such a report is not believed.
    assert_eq!(line.counts().await, [(Status::Sent, 1)]);
    line.report(1, Status::Delivered, None);
    line.round().await;
    assert_eq!((line.counts().await, line.balance().await), (vec![(Status::Delivered, 1)], [99, 0, 1]));
}

#[tokio::test]
async fn one_bad_row_fails_alone() {
    let mut line = Line::open(3, []).await;
    let mut tx = line.backend.store().write().await.unwrap();
    let id = MessageId::new(line.staff.pharmacy, 2).0;
    sqlx::query("UPDATE message SET phone = '' WHERE id = ?1").bind(id).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    line.round().await;
    assert_eq!(line.counts().await, [(Status::Sent, 2), (Status::Failed, 1)]);
    assert_eq!((line.balance().await, line.submissions()), ([98, 0, 2], 2));
}

#[tokio::test]
async fn a_gateway_that_fails_is_left_alone_then_tried_by_one_message() {
    let mut line = Line::open_in_batches(30, 5, std::iter::repeat_n(down(), 11)).await;
    for _ in 0..4 {
        line.round().await;
    }
    assert_eq!(line.submissions(), 10, "ten failures in a row");
    let page = campaigns::page(&line.backend, &line.staff, &line.campaign, None).await.unwrap();
    let until = Stamp { date: "24/11/2026".into(), time: "12:00".into() };
    assert_eq!(page.flow, Flow::Unreachable(Some(until)));
    assert!(crate::service::history::under_way(&line.backend, &line.staff).await.unwrap().unwrap().unreachable);

    line.pass(5_000);
    line.round().await;
    assert_eq!(line.submissions(), 11, "one message tries");
    line.pass(9_999);
    line.round().await;
    assert_eq!(line.submissions(), 11, "and fails: twice as long");
    line.pass(1);
    line.round().await;
    assert_eq!((line.submissions(), line.counts().await[1]), (12, (Status::Sent, 1)));
    // The messages that were turned away are tried again within a minute, not within hours.
    for _ in 0..20 {
        line.pass(6_000);
        line.round().await;
    }
    assert_eq!(line.counts().await, [(Status::Sent, 30)]);
    let page = campaigns::page(&line.backend, &line.staff, &line.campaign, None).await.unwrap();
    assert_eq!(page.flow, Flow::Free);
    line.is_consistent().await;
}

#[tokio::test]
async fn answers_that_are_lost_cost_few_messages_their_certainty() {
    let lost = Submitted::Unknown(Trouble::of(TroubleKind::TimedOut));
    let mut line = Line::open_in_batches(40, 4, std::iter::repeat_n(lost, 40)).await;
    for _ in 0..10 {
        line.round().await;
    }
    assert_eq!(line.counts().await, [(Status::Queued, 28), (Status::Uncertain, 12)]);
    line.is_consistent().await;
}

#[tokio::test]
async fn a_gateway_that_asks_to_go_slower_is_given_nothing_for_that_long() {
    let slower = Submitted::Later {
        trouble: Trouble::coded(TroubleKind::Throttled, 429),
        after: Some(std::time::Duration::from_secs(9)),
    };
    let mut line = Line::open_in_batches(6, 2, [slower]).await;
    line.round().await;
    line.round().await;
    line.pass(8_999);
    line.round().await;
    assert_eq!(line.submissions(), 2);
    line.pass(1);
    for _ in 0..3 {
        line.round().await;
    }
    assert_eq!((line.submissions(), line.counts().await), (7, vec![(Status::Sent, 6)]));
}

#[tokio::test]
async fn what_waits_for_a_gateway_that_is_down_for_a_day_is_given_up() {
    let mut line = Line::open_in_batches(12, 12, std::iter::repeat_n(down(), 12)).await;
    line.round().await;
    assert_eq!(line.counts().await, [(Status::Queued, 12)]);
    line.pass(24 * HOUR);
    line.round().await;
    line.round().await;
    assert_eq!((line.counts().await, line.balance().await), (vec![(Status::Expired, 12)], [100, 0, 0]));
    assert_eq!(line.submissions(), 12);
    line.is_consistent().await;
}

#[tokio::test]
async fn what_was_taken_and_refused_afterwards_gives_its_credits_back() {
    let mut line = Line::open(2, []).await;
    line.round().await;
    line.report(1, Status::Failed, Some(Reason::NumberRefused));
    line.report(2, Status::Failed, Some(Reason::Undelivered));
    line.round().await;
    assert_eq!(line.balance().await, [99, 0, 1]);
    line.is_consistent().await;
}

fn by_reference(candidates: &[&str], phone: Option<&str>) -> Event {
    let candidates = candidates.iter().map(|text| (*text).to_owned()).collect();
    let phone = phone.map(|phone| PhoneNumber::try_from(phone.to_owned()).unwrap());
    let about = About::Reference { candidates, phone };
    Event::unanswered(Report {
        about,
        status: Status::Delivered,
        reason: None,
        detail: Some("DELIVRD err:000".into()),
        reference: None,
    })
}

#[tokio::test]
async fn a_report_finds_its_message_by_the_reference_and_the_phone() {
    // Two networks may write one id differently: 10 here is `a` there.
    let accepted = ["a", "10", "7"].map(|reference| Submitted::Accepted { reference: reference.into() });
    let mut line = Line::open(3, accepted).await;
    line.round().await;
    let phone = |number: usize| line.gateway.seen()[number].phone.as_str().to_owned();
    line.events.send(by_reference(&["10", "a"], Some(&phone(0)))).unwrap();
    line.events.send(by_reference(&["7"], None)).unwrap();
    line.events.send(by_reference(&["10"], Some("+212699999999"))).unwrap();
    line.events.send(by_reference(&["nobody's"], None)).unwrap();
    line.round().await;
    assert_eq!(line.counts().await, [(Status::Sent, 1), (Status::Delivered, 2)]);
    assert_eq!(line.backend.link().unwrap().monitor.state().unknown_reports, 2);
    let mut conn = line.backend.store().read().await.unwrap();
    let query = "SELECT group_concat(detail, ' | ') FROM message_event WHERE message_id = ?1 AND detail IS NOT NULL";
    let id = line.gateway.seen()[0].message.0;
    let said: String = sqlx::query_scalar(query).bind(id).fetch_one(&mut *conn).await.unwrap();
    assert_eq!(said, "a | DELIVRD err:000");
}

/// What a network may say of the messages 1 to 4, in any order and any number of times.
fn any_reports() -> impl Strategy<Value = Vec<(i64, usize, usize)>> {
    prop::collection::vec((1i64..6, 0..Status::ALL.len(), 0..=Reason::ALL.len()), 0..40)
}

fn any_answers() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(0u8..4, 4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn counters_and_credits_agree_whatever_a_network_says(answers in any_answers(), reports in any_reports()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let answer = |n: &u8| match n {
                0 => Submitted::Accepted { reference: "reference".into() },
                1 => Submitted::Refused(Reason::NumberRefused),
                2 => later(),
                _ => Submitted::Unknown(Trouble::of(TroubleKind::Cut)),
            };
            let mut line = Line::open(4, answers.iter().map(answer)).await;
            for (number, status, reason) in reports {
                line.report(number, Status::ALL[status], Reason::ALL.get(reason).copied());
                if number == 5 {
                    line.pass(20_000);
                    line.round().await;
                    line.is_consistent().await;
                }
            }
            line.pass(20_000);
            line.round().await;
            line.is_consistent().await;
        });
    }
}
