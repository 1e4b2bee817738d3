//! The clients of a send, in the order in which its preview steps through them.

use std::cmp::Reverse;
use std::collections::HashMap;

use domain::campaign::{Draft, PreviewOrder};
use domain::client::Line;
use domain::id::ClientId;
use domain::staff::Permission;

use super::quote::prepare;
use crate::Backend;
use crate::caller::Staff;
use crate::error::Result;
use crate::store;

/// The most clients that one preview steps through.
const MOST: usize = 100;

/// The first clients of a send in an order, at most 100.
///
/// # Errors
///
/// Those of [`quote`](super::quote()).
pub async fn preview(backend: &Backend, staff: &Staff, draft: &Draft, order: PreviewOrder) -> Result<Vec<Line>> {
    staff.need(Permission::SmsSend)?;
    let mut conn = backend.store().read().await?;
    let resolved = prepare(&mut conn, staff, draft, backend.clock().now(), false).await?.resolved;
    let mut messages: Vec<_> = resolved.messages.iter().collect();
    match order {
        PreviewOrder::List | PreviewOrder::Missing => {}
        PreviewOrder::Costliest => {
            messages.sort_by_cached_key(|message| Reverse((message.parts, message.content.chars().count())));
        }
        PreviewOrder::Longest => messages.sort_by_cached_key(|message| Reverse(message.content.chars().count())),
    }
    let missing = if order == PreviewOrder::Missing { resolved.missing } else { vec![] };
    let sent = messages.into_iter().filter_map(|message| message.client);
    let wanted: Vec<ClientId> = missing.into_iter().chain(sent).take(MOST).collect();
    let mut lines: HashMap<ClientId, Line> = store::clients::by_id(&mut conn, staff.pharmacy, &wanted).await?;
    Ok(wanted.iter().filter_map(|client| lines.remove(client)).collect())
}
