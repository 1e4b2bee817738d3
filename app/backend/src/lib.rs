//! What the product does, on the server: `service` holds the verbs, `store` the SQL, `gateway` the SMS networks,
//! `worker` the delivery, `mail` the post. `store` and `gateway` are private: nobody above this crate names a query or a wire
//! format.

pub mod caller;
pub mod clock;
pub mod error;
pub mod exports;
mod gateway;
pub mod live;
pub mod mail;
pub mod service;
pub mod settings;
mod store;
pub mod worker;

// The fixtures in `tests/common` name this crate as everybody else does.
#[cfg(test)]
extern crate self as backend;
#[cfg(test)]
#[path = "../tests/common/pharmacy.rs"]
mod fixture;

use std::sync::{Arc, PoisonError, RwLock};

pub use self::error::{Error, Result};

/// Everything that a service needs: store, clock, and the news for open pages. Cheap to clone.
#[derive(Clone)]
pub struct Backend {
    inner: Arc<Inner>,
}

struct Inner {
    store: store::Store,
    clock: clock::Clock,
    live: live::Live,
    exports: exports::Exports,
    passwords: service::account::Passwords,
    wake: Arc<tokio::sync::Notify>,
    link: RwLock<Option<gateway::Link>>,
    proofs: store::proofs::Folder,
}

impl Backend {
    /// Opens the database (made if it is not there), brings it to this version's schema, and starts nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] if the file cannot be opened, [`Error::NewerDatabase`] if a later version of the program wrote
    /// it.
    pub async fn open(database: &std::path::Path, clock: clock::Clock) -> Result<Self> {
        let store = store::Store::open(database).await?;
        let inner = Inner {
            store,
            clock,
            live: live::Live::default(),
            exports: exports::Exports::default(),
            passwords: service::account::Passwords::default(),
            wake: Arc::default(),
            link: RwLock::default(),
            proofs: store::proofs::Folder::beside(database),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// News for the open pages.
    pub fn live(&self) -> &live::Live {
        &self.inner.live
    }

    /// Exports under way.
    pub fn exports(&self) -> &exports::Exports {
        &self.inner.exports
    }

    pub(crate) fn store(&self) -> &store::Store {
        &self.inner.store
    }

    pub(crate) fn clock(&self) -> &clock::Clock {
        &self.inner.clock
    }

    pub(crate) fn passwords(&self) -> &service::account::Passwords {
        &self.inner.passwords
    }

    /// The files of proofs of transfer.
    pub(crate) fn proofs(&self) -> &store::proofs::Folder {
        &self.inner.proofs
    }

    /// What the worker waits for: new messages to deliver.
    pub(crate) fn wake(&self) -> &Arc<tokio::sync::Notify> {
        &self.inner.wake
    }

    /// The gateway in use; `None` while nothing is delivered.
    pub(crate) fn link(&self) -> Option<gateway::Link> {
        self.inner.link.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Says which gateway is in use from now on.
    pub(crate) fn set_link(&self, link: gateway::Link) {
        *self.inner.link.write().unwrap_or_else(PoisonError::into_inner) = Some(link);
    }

    /// Closes the database clean. To be called last.
    pub async fn close(&self) {
        self.inner.store.close().await;
    }
}
