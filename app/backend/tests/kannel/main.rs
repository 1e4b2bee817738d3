//! Messages through a real Kannel (Debian's `kannel`) to an SMSC of the tests, and what comes back.
#![cfg(test)]

mod callbacks;
mod cuts;
mod desk;
mod messages;
mod outage;
#[path = "../common/pharmacy.rs"]
mod pharmacy;
mod process;
mod proxy;
#[path = "../common/reminder.rs"]
mod reminder;
mod smsc;
mod status;
