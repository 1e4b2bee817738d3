//! The backend from outside, on a database of its own for each test and a clock that is set by hand.

mod account;
mod campaigns;
mod clients;
mod credits;
mod desk;
mod pharmacies;
mod templates;
mod world;
mod delivery;
mod history;
