//! What the worker and the gateways are told at the start.

/// How the sandbox behaves, and how much the worker takes at once.
#[derive(Clone, Copy, Debug)]
pub struct WorkerSettings {
    /// Messages claimed and submitted together.
    pub batch: u32,
    /// The shortest and the longest time, in milliseconds, that the sandbox takes to deliver; 0 and 0 is at once.
    pub sandbox_delay: (u32, u32),
}

impl Default for WorkerSettings {
    fn default() -> Self {
        Self { batch: 128, sandbox_delay: (800, 4_000) }
    }
}
