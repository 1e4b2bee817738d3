//! What the worker does with messages: claims, outcomes, reports. See `worker::deliver`.
