//! The server from outside: the router in this process, the program in its own.

// `cfg(test)`, so that what the lints allow in tests is allowed in the modules' helpers.
#[cfg(test)]
mod callbacks;
#[cfg(test)]
mod config;
#[cfg(test)]
mod export;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod live;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod mail_tls;
#[cfg(test)]
mod program;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod sales;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod support;
#[cfg(test)]
mod topups;
