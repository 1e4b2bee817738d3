//! Messages through a real Kannel (Debian's `kannel`) to an SMSC of the tests, and what comes back.
#![cfg(test)]

mod callbacks;
#[path = "../common/mod.rs"]
mod common;
mod cuts;
mod desk;
mod messages;
mod outage;
mod process;
mod proxy;
mod smsc;
mod status;
