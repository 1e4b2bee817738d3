//! Messages that are written with their whole life behind them.

use domain::id::MessageId;
use domain::message::{Reason, Status};
use sqlx::SqliteConnection;

use super::tally::Changes;
use super::{Batch, EventRow, GIVE_UP_AFTER, insert_events, json};
use crate::error::Result;
use crate::store::history;

/// What a status and a reason were before, for messages that are written with their whole life behind them.
pub(crate) struct Past {
    pub(crate) status: Status,
    pub(crate) reason: Option<Reason>,
    /// Every status that it had and when, oldest first.
    pub(crate) events: Vec<(Status, i64)>,
}

/// Puts a batch that was just written into list, counters and events as it stands in `pasts`, one for each message.
/// What is still to leave or to be reported on goes into the outbox.
pub(crate) async fn insert_past(conn: &mut SqliteConnection, batch: &Batch, pasts: &[Past]) -> Result<()> {
    let ids = (batch.numbers.0..).map(|number| MessageId::new(batch.pharmacy, number).0);
    let mut changes = Changes::default();
    let (mut list, mut events, mut outbox) = (vec![], vec![], vec![]);
    for (id, past) in ids.zip(pasts) {
        let reason = past.reason.map(Reason::code);
        list.push((id, past.status.code(), reason));
        changes.add(&batch.tally(), past.status, 1);
        for (seq, (status, at)) in (1..).zip(&past.events) {
            let reason = reason.filter(|_| *status == past.status);
            events.push(EventRow(id, seq, *at, status.code(), reason, None));
        }
        if !past.status.is_final() {
            let due_at = past.events.last().map_or(batch.created_at, |(_, at)| *at);
            // Being sent, by a process that is gone: lease 0 is nobody's.
            let sending = past.status == Status::Sending;
            let lease = sending.then_some(0);
            let reference = (past.status == Status::Sent).then(|| format!("sandbox-{id}"));
            let give_up_at = due_at + GIVE_UP_AFTER;
            outbox.push((
                id,
                due_at,
                give_up_at,
                i64::from(past.status >= Status::Sending),
                lease,
                i64::from(sending),
                reference,
            ));
        }
    }
    let (list, outbox) = (json(&list)?, json(&outbox)?);
    sqlx::query!(
        r#"INSERT INTO message_list (id, status, reason, staff_id, objective, campaign_id, content24, recipient20)
           SELECT m.id, j.value->>1, j.value->>2, m.staff_id, m.objective, m.campaign_id,
                  substr(m.content_key, 2, 24), substr(m.recipient_key, 2, 20)
           FROM json_each($1) j CROSS JOIN message m ON m.id = j.value->>0"#,
        list
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        r#"INSERT INTO outbox (id, due_at, give_up_at, attempt, lease, submitting, reference)
           SELECT j.value->>0, j.value->>1, j.value->>2, j.value->>3, j.value->>4, j.value->>5, j.value->>6
           FROM json_each($1) j"#,
        outbox
    )
    .execute(&mut *conn)
    .await?;
    insert_events(&mut *conn, &events).await?;
    changes.save(&mut *conn).await?;
    history::add(conn, batch.ids()).await
}
