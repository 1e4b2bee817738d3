//! *Passerelle*: how the gateway in use is.

use std::num::NonZeroU32;

use domain::gateway::{Gateway, Health, Kind, Note};
use domain::staff::Permission;
use domain::time::Stamp;

use crate::Backend;
use crate::caller::Staff;
use crate::clock::Zone;
use crate::error::Result;
use crate::gateway::{Link, Reach};
use crate::store;

/// Messages wait and none was taken for so many milliseconds: that is worth a word.
const STALLED: i64 = 60_000;

/// Notes that a gateway is in use from now on, where it is another one than before. To be called before the delivery
/// starts, so that what is handed over finds its gateway. For the command line: no server function calls it.
///
/// # Errors
///
/// [`Error::Store`](crate::Error::Store).
pub async fn begin(backend: &Backend, kind: Kind) -> Result<()> {
    let mut tx = backend.store().write().await?;
    if store::gateway_use::last(&mut tx).await? == Some(kind) {
        return Ok(());
    }
    store::gateway_use::begin(&mut tx, kind, backend.clock().now()).await?;
    tx.commit().await
}

/// The gateway in use; `None` where no messages are delivered by this process.
///
/// # Errors
///
/// [`Error::Denied`](crate::Error::Denied) without `settings.edit`.
pub async fn status(backend: &Backend, staff: &Staff) -> Result<Option<Gateway>> {
    staff.need(Permission::SettingsEdit)?;
    let Some(link) = backend.link() else { return Ok(None) };
    let now = backend.clock().now();
    let in_hand = store::outbox::in_hand(&mut *backend.store().read().await?, staff.pharmacy, now).await?;
    let state = link.monitor.state();
    let mut notes = state.notes.clone();
    let is_still = state.last_taken.is_some_and(|at| now - at > STALLED);
    if in_hand.due > 0 && is_still && !notes.contains(&Note::Stalled) {
        notes.push(Note::Stalled);
    }
    let (stamp, kind) = (|at| staff.zone.stamp(at), link.gateway.kind());
    let health = match obstacle(&link, &staff.zone, now) {
        Some(Some(until)) => Health::Paused { until },
        Some(None) => Health::Connecting,
        None if kind == Kind::Sandbox => Health::Working,
        None => match state.reach {
            Some(Reach { works: true, .. }) => Health::Working,
            Some(Reach { works: false, since }) => Health::Failing { since: stamp(since) },
            None => Health::Untried,
        },
    };
    Ok(Some(Gateway {
        kind,
        address: link.gateway.address(),
        health,
        last_error: state.last_error.map(|(trouble, at)| (trouble, stamp(at))),
        per_minute: state.per_minute(now),
        rate: link.rate.map(Into::into),
        to_leave: in_hand.to_leave,
        awaited: in_hand.awaited,
        unknown_reports: state.unknown_reports,
        notes,
    }))
}

/// The messages a second that can be counted on: what is set, or what the gateway took while it had enough to do, or what such
/// a one usually takes.
pub(super) fn speed(link: &Link, now: i64, is_busy: bool) -> NonZeroU32 {
    let measured = link.monitor.state().per_minute(now) / 60;
    let measured = NonZeroU32::new(measured).filter(|_| is_busy);
    link.rate.or(measured).unwrap_or_else(|| usual_speed(link.gateway.kind()))
}

/// Messages a second of a kind of network. Operators usually give an account ten (facts, `gateways.md`); the sandbox takes
/// what the database can write.
const fn usual_speed(kind: Kind) -> NonZeroU32 {
    let a_second = match kind {
        Kind::Sandbox => NonZeroU32::new(1_000),
        Kind::Kannel | Kind::Smpp | Kind::Twilio => NonZeroU32::new(10),
    };
    match a_second {
        Some(a_second) => a_second,
        None => NonZeroU32::MIN,
    }
}

/// Why nothing is handed over at the moment: `Some(Some(until))` while the gateway is left alone, `Some(None)` while a
/// connection is made or one message tries it again, `None` if it takes messages.
pub(super) fn obstacle(link: &Link, zone: &Zone, now: i64) -> Option<Option<Stamp>> {
    match link.monitor.state().paused_until {
        Some(until) => Some((until > now).then(|| zone.stamp(until))),
        None if !link.gateway.is_ready() => Some(None),
        None => None,
    }
}
