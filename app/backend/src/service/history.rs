//! The history of communications.

use domain::campaign::UnderWay;
use domain::message::{Cursor, Lines};

use crate::Backend;
use crate::caller::Staff;
use crate::error::Result;

/// One page of the history, newest first, with the totals by status of all of it.
pub async fn page(backend: &Backend, staff: &Staff, cursor: Option<Cursor>) -> Result<Lines> {
    let _ = (backend, staff, cursor);
    Ok(Lines::default())
}

/// The newest campaign that has messages still to leave.
pub async fn under_way(backend: &Backend, staff: &Staff) -> Result<Option<UnderWay>> {
    let _ = (backend, staff);
    Ok(None)
}
