//! Where the rows of a part are read from.

use sqlx::SqliteConnection;

use super::select::{Bounds, Order, Part, Place, Source, places};
use crate::error::Result;

/// The first messages of a part after a place.
pub(super) async fn read(
    conn: &mut SqliteConnection,
    part: &Part,
    order: Order,
    after: Option<&Place>,
    limit: u32,
) -> Result<Vec<Place>> {
    let source = whole(part);
    places(conn, part, source, order, Bounds { after, before: None }, limit).await
}

/// The source from which all of a part is read.
pub(super) fn whole(part: &Part) -> Source {
    if part.client.is_some() { Source::OfClient } else { Source::List }
}
