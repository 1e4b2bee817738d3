//! One message with its whole life.

use domain::history::{Credits, Event, Message};
use domain::id::MessageId;
use domain::message::{Line, Status, is_unreported};
use domain::phone::PhoneNumber;
use domain::staff::Permission;

use crate::Backend;
use crate::caller::Staff;
use crate::error::{Error, Result};
use crate::service::delivery::{Credit, credit};
use crate::store;
use crate::store::messages::Happened;

/// A message; `number` is its place within the pharmacy.
///
/// # Errors
///
/// [`Error::Denied`] without `history.read`; [`Error::NotFound`] if the pharmacy has no such message.
pub async fn message(backend: &Backend, staff: &Staff, number: i64) -> Result<Message> {
    staff.need(Permission::HistoryRead)?;
    let id = of_number(staff, number)?;
    let mut conn = backend.store().read().await?;
    let whole = store::messages::whole(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let events = store::messages::events(&mut conn, id).await?;
    let handed_over: Vec<i64> =
        events.iter().filter(|event| event.status == Status::Sending).map(|event| event.at).collect();
    let gateway = match handed_over.last() {
        Some(at) => store::gateway_use::at(&mut conn, *at).await?,
        None => None,
    };
    let accepted = events.iter().rev().find(|event| event.status == Status::Sent);
    let is_unreported = is_unreported(whole.status, accepted.map(|event| event.at), backend.clock().now());
    let (manager, manager_name) = whole.manager;
    Ok(Message {
        line: Line {
            number,
            created: staff.zone.stamp(whole.created_at),
            manager: manager_name,
            status: whole.status,
            reason: whole.reason,
            content: whole.content,
            recipient: whole.recipient,
            // An erased message has no number any more.
            phone: PhoneNumber::try_from(whole.phone).map(|phone| phone.national()).unwrap_or_default(),
            is_test: whole.is_test,
            is_unreported,
        },
        encoding: whole.encoding,
        parts: whole.parts,
        credits: credits(&events),
        gateway,
        reference: whole.reference.filter(|reference| !reference.is_empty()).or_else(|| reference(&events)),
        attempts: u32::try_from(handed_over.len()).unwrap_or(u32::MAX),
        events: events.into_iter().map(|event| shown(staff, event)).collect(),
        campaign: whole.campaign,
        objective: whole.objective,
        template: whole.template,
        manager,
        client: whole.client,
        tests: whole.tests,
        repeats: whole.repeats.map(MessageId::number),
        repeated_by: whole.repeated_by,
    })
}

/// The message of a number. One that is too large, or negative, would reach into the ids of another pharmacy: it is none.
///
/// # Errors
///
/// [`Error::NotFound`].
pub(in crate::service) fn of_number(staff: &Staff, number: i64) -> Result<MessageId> {
    let id = MessageId::new(staff.pharmacy, number);
    if id.pharmacy() == staff.pharmacy && id.number() == number { Ok(id) } else { Err(Error::NotFound) }
}

/// What became of the credits: told by the moves of the message, as the ledger was.
fn credits(events: &[Happened]) -> Credits {
    let moves = events.iter().zip(events.iter().skip(1));
    let last = moves.filter_map(|(from, to)| credit(from.status, to.status, to.reason)).next_back();
    match last {
        None => Credits::Reserved,
        Some(Credit::Spend) => Credits::Spent,
        Some(Credit::GiveBack | Credit::Correct) => Credits::GivenBack,
    }
}

/// The reference that the gateway gave with its answer. It left the outbox with the message, and stands in its history.
fn reference(events: &[Happened]) -> Option<String> {
    let mut moves = events.iter().zip(events.iter().skip(1));
    moves.rfind(|(from, to)| is_answer(from, to)).and_then(|(_, answer)| answer.detail.clone())
}

/// The gateway's own answer, not what the network said later by itself.
fn is_answer(from: &Happened, to: &Happened) -> bool {
    from.status == Status::Sending && to.status == Status::Sent
}

fn shown(staff: &Staff, event: Happened) -> Event {
    let Happened { at, status, reason, detail } = event;
    Event { at: staff.zone.second(at), status, reason, detail }
}

#[cfg(test)]
mod tests {
    use domain::message::Reason;
    use rstest::rstest;

    use super::*;

    fn events(way: &[(Status, Option<Reason>)]) -> Vec<Happened> {
        let event = |(status, reason): &(Status, Option<Reason>)| Happened {
            at: 0,
            status: *status,
            reason: *reason,
            detail: Some(format!("{status:?}")),
        };
        way.iter().map(event).collect()
    }

    #[rstest]
    #[case(&[], Status::Queued, None, Credits::Reserved)]
    #[case(&[Status::Queued, Status::Sending, Status::Queued], Status::Sending, None, Credits::Reserved)]
    #[case(&[Status::Queued], Status::Cancelled, None, Credits::GivenBack)]
    #[case(&[Status::Queued], Status::Excluded, Some(Reason::Paid), Credits::GivenBack)]
    #[case(&[Status::Queued, Status::Sending], Status::Sent, None, Credits::Spent)]
    #[case(&[Status::Queued, Status::Sending, Status::Sent], Status::Delivered, None, Credits::Spent)]
    #[case(&[Status::Queued, Status::Sending, Status::Sent], Status::Failed, Some(Reason::UnknownNumber), Credits::Spent)]
    #[case(&[Status::Queued, Status::Sending, Status::Sent], Status::Failed, Some(Reason::Refused), Credits::GivenBack)]
    #[case(&[Status::Queued, Status::Sending], Status::Failed, Some(Reason::NumberRefused), Credits::GivenBack)]
    #[case(&[Status::Queued, Status::Sending], Status::Uncertain, Some(Reason::AnswerLost), Credits::Spent)]
    #[case(&[Status::Queued], Status::Expired, Some(Reason::GatewayDown), Credits::GivenBack)]
    fn credits_are_told_by_the_moves(
        #[case] way: &[Status],
        #[case] last: Status,
        #[case] reason: Option<Reason>,
        #[case] expected: Credits,
    ) {
        let way: Vec<_> = way.iter().map(|status| (*status, None)).chain([(last, reason)]).collect();
        assert_eq!(credits(&events(&way)), expected);
    }

    #[test]
    fn the_reference_is_the_answer_not_a_report() {
        use Status::*;
        let plain = |way: &[Status]| events(&way.iter().map(|status| (*status, None)).collect::<Vec<_>>());
        assert_eq!(reference(&plain(&[Queued, Sending, Sent, Delivered])).as_deref(), Some("Sent"));
        assert_eq!(reference(&plain(&[Queued, Sending, Uncertain, Sent, Delivered])), None);
        assert_eq!(reference(&plain(&[Queued, Cancelled])), None);
    }
}
