//! The verbs of the product. Each takes who asks first, checks the permission, and does its writing in one transaction.

pub mod account;
pub mod bench_data;
pub mod callbacks;
pub mod campaigns;
pub mod clients;
pub mod credits;
pub mod delivery;
pub mod demo;
pub mod drafts;
pub mod first_start;
pub mod gateway;
pub mod history;
pub mod pharmacies;
pub mod sales;
pub mod templates;
pub mod topups;
