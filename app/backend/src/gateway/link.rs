//! The gateway in use, with all that the services ask of it.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::monitor::Monitor;
use super::{EventSender, Gateway};

/// The gateway in use: one for each process, known to the services while a worker runs.
#[derive(Clone)]
pub(crate) struct Link {
    pub(crate) gateway: Arc<dyn Gateway>,
    pub(crate) events: EventSender,
    pub(crate) monitor: Arc<Monitor>,
    /// The most messages a second.
    pub(crate) rate: Option<NonZeroU32>,
}
