//! Why a command cannot go on: one line, with what to do, for whoever typed it. No backtrace.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why a command cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The address is taken.
    #[error("{0} is in use: stop what listens there, or choose another address with --listen")]
    AddressInUse(SocketAddr),
    /// The address cannot be listened at.
    #[error("cannot listen at {0}: {1}")]
    Listen(SocketAddr, #[source] io::Error),
    /// What the site's folder lacks.
    #[error("{0}: build the site with `cargo xtask build`, or name its folder with --site")]
    NoSite(String),
    /// The database cannot be used.
    #[error("database {path}: {error}", path = .0.display(), error = .1)]
    Database(PathBuf, #[source] backend::Error),
    /// There is no database to work on.
    #[error("database {path}: there is no such file; name it with --database", path = .0.display())]
    NoDatabase(PathBuf),
    /// A file cannot be read.
    #[error("cannot read {path}: {error}", path = .0.display(), error = .1)]
    File(PathBuf, #[source] io::Error),
    /// There is no pharmacy of this name.
    #[error("there is no pharmacy named «{0}»")]
    NoPharmacy(String),
    /// Nobody has this e-mail address.
    #[error("nobody has the address «{0}»")]
    Nobody(String),
    /// A value that a command was given is wrong.
    #[error("{0}")]
    Wrong(String),
    /// The public address cannot be one.
    #[error("--public-url: {0}")]
    PublicUrl(String),
    /// The gateway is configured by half: what is missing or faulty, by the names of the variables, without their values.
    #[error("the gateway cannot be used: {}", .0.join("; "))]
    Gateway(Vec<String>),
    /// E-mail is configured by half: as for the gateway.
    #[error("e-mail cannot be sent: {}", .0.join("; "))]
    Mail(Vec<String>),
    /// Clients and people who are invented would be written to.
    #[error(
        "database {path}: it holds a demonstration, which never sends for real; name another file with --database",
        path = .0.display()
    )]
    HoldsDemonstration(PathBuf),
    /// Another process delivers from this database.
    #[error("database {path}: another process serves this database; stop it first", path = .0.display())]
    Served(PathBuf),
    /// It cannot be made sure that no other process delivers from this database.
    #[error("cannot lock {path}: {error}", path = .0.display(), error = .1)]
    Lock(PathBuf, #[source] io::Error),
    /// The server stopped by itself.
    #[error("the server stopped: {0}")]
    Stopped(#[source] io::Error),
    /// The runtime did not start.
    #[error("cannot start: {0}")]
    Runtime(#[source] io::Error),
    /// A service failed.
    #[error("{0}")]
    Backend(#[from] backend::Error),
}
