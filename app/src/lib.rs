//! Screens of Comptoir and the server functions behind them.
//!
//! `pages` are what an address leads to, `components` what pages are made of, `api` the server functions between them
//! and `backend`, `text` every word in three languages.

// Views are types: those of a whole page are deep.
#![recursion_limit = "256"]

mod address;
pub mod api;
mod chunks;
pub mod components;
pub mod context;
pub mod error;
pub mod live;
pub mod pages;
mod routes;
mod shell;
pub mod text;

pub use routes::App;
pub use shell::shell;
