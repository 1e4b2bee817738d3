//! A network that accepts messages without a name and names them in its first report, as Kannel's SMSC does.

use domain::id::MessageId;
use domain::message::Status;

use super::line::{Line, NOON};
use crate::gateway::{About, Event, Report, Submitted};
use crate::service::history;

fn names(line: &Line, number: i64, name: &str) {
    let about = About::Message(MessageId::new(line.staff.pharmacy, number));
    let reference = Some(name.to_owned());
    let report = Report { about, status: Status::Sent, reason: None, detail: None, reference };
    line.events.send(Event::unanswered(report)).unwrap();
}

/// What the message's page says of its reference, and of what the network said.
async fn shown(line: &Line, number: i64) -> (Option<String>, Vec<Option<String>>) {
    let message = history::message(&line.backend, &line.staff, number).await.unwrap();
    (message.reference, message.events.into_iter().map(|event| event.detail).collect())
}

#[tokio::test]
async fn the_first_report_names_a_message_and_no_placeholder_is_shown() {
    let nameless = || Submitted::Accepted { reference: String::new() };
    let mut line = Line::open(2, [nameless(), nameless()]).await;
    line.round().await;
    assert_eq!(shown(&line, 1).await, (None, vec![None, None, None]));
    names(&line, 1, "7A");
    names(&line, 1, "7B");
    line.round().await;
    let named = |name: &str| Some(name.to_owned());
    assert_eq!(shown(&line, 1).await, (named("7A"), vec![None, None, named("7A")]));
    assert_eq!(shown(&line, 2).await.0, None);
    line.report(1, Status::Delivered, None);
    line.round().await;
    assert_eq!(shown(&line, 1).await.0, named("7A"), "also when it has left the outbox");
    line.is_consistent().await;
}

#[tokio::test]
async fn a_name_may_overtake_the_answer_and_does_not_replace_another() {
    let mut line = Line::open(2, [Submitted::Accepted { reference: String::new() }]).await;
    line.delivery.turn(NOON, true).await.unwrap();
    names(&line, 1, "7A");
    names(&line, 2, "7A");
    line.round().await;
    assert_eq!(shown(&line, 1).await.0.as_deref(), Some("7A"));
    let scripted = format!("scripted-{}", MessageId::new(line.staff.pharmacy, 2).0);
    assert_eq!(shown(&line, 2).await.0, Some(scripted));
}
