//! A gateway that takes everything and refuses by report, as Kannel and Twilio do.

use domain::campaign::{Command, Flow};
use domain::id::MessageId;
use domain::message::{Reason, Status};
use rstest::rstest;

use super::line::{Line, NOON};
use crate::gateway::{About, News, Report};
use crate::service::campaigns;
use crate::service::delivery::{Turn, turn};

async fn flow(line: &Line) -> Flow {
    campaigns::page(&line.backend, &line.staff, &line.campaign, None).await.unwrap().flow
}

#[rstest]
#[case::a_fifth(10, Some(Reason::NumberRefused), false)]
#[case::more(11, Some(Reason::NumberRefused), true)]
#[case::the_sender(11, Some(Reason::SenderRefused), true)]
#[case::phones_that_are_off(50, Some(Reason::Undelivered), false)]
#[tokio::test]
async fn reports_hold_a_campaign_back_as_answers_do(
    #[case] refused: i64,
    #[case] reason: Option<Reason>,
    #[case] holds_back: bool,
) {
    let mut line = Line::open_in_batches(160, 50, []).await;
    line.round().await;
    (1..=refused).for_each(|number| line.report(number, Status::Failed, reason));
    // What was claimed with the reports leaves, nothing after it.
    line.round().await;
    line.round().await;
    assert_eq!(
        (line.submissions(), matches!(flow(&line).await, Flow::Paused(_))),
        match holds_back {
            true => (100, true),
            false => (150, false),
        }
    );
    if holds_back {
        (1..=refused).for_each(|number| line.report(number, Status::Failed, reason));
        campaigns::control(&line.backend, &line.staff, &line.campaign, Command::Resume).await.unwrap();
        line.round().await;
        line.round().await;
        assert_eq!((line.submissions(), flow(&line).await), (160, Flow::Free), "whoever lets it go on is believed");
    }
    line.is_consistent().await;
}

#[tokio::test]
async fn a_refusal_that_overtakes_its_answer_counts_once() {
    let mut line = Line::open_in_batches(120, 50, []).await;
    line.delivery.turn(NOON, true).await.unwrap();
    let refusal = |number| {
        let about = About::Message(MessageId::new(line.staff.pharmacy, number));
        let (status, reason) = (Status::Failed, Some(Reason::NumberRefused));
        News::Report(Report { about, status, reason, detail: None, reference: None })
    };
    let news: Vec<News> = (1..=11).map(refusal).collect();
    let news: Vec<&News> = news.iter().collect();
    let turned = turn(&line.backend, Turn { now: NOON, news: &news, ..Turn::default() }).await.unwrap();
    assert!(turned.refused.len() == 11 && turned.refused.iter().all(|refused| refused.is_early));
    line.delivery.refused(turned.refused);
    line.delivery.land(NOON).await;
    line.round().await;
    line.round().await;
    assert!(matches!(flow(&line).await, Flow::Paused(_)));
    assert_eq!(line.counts().await[1..], [(Status::Sent, 39), (Status::Failed, 11)]);
    line.is_consistent().await;
}
