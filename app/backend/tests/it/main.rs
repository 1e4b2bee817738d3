//! The backend from outside, on a database of its own for each test and a clock that is set by hand.
#![cfg(test)]

mod account;
mod campaigns;
mod canary;
mod clients;
mod control;
mod credits;
mod delivery;
mod desk;
mod disk;
mod drafts;
mod failures;
mod history;
mod lately;
mod mail;
mod message;
mod pharmacies;
mod proofs;
mod recipients;
mod repeat;
mod sales;
mod shelf;
mod statements;
mod templates;
mod topups;
mod trial;
mod wishes;
mod world;
