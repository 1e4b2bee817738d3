//! The server from outside: the router in this process, the program in its own.

mod config;
mod headers;
mod live;
mod program;
mod refusals;
mod sign_in;
mod support;
