//! News for the open pages of a pharmacy: that something changed, and the figures that every page shows. A page asks for
//! the rows that it shows; the news never holds them.

use domain::id::PharmacyId;
use tokio::sync::broadcast;

/// How many pieces of news may wait for a slow page before it is told to read everything again.
const WAITING: usize = 256;

/// Something of a pharmacy changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct News {
    /// Whose; `None` where it concerns every pharmacy.
    pub pharmacy: Option<PharmacyId>,
    /// Whether the sales service sees it too.
    pub sales: bool,
}

/// Where services and the worker announce what changed, and open pages listen.
pub struct Live {
    sender: broadcast::Sender<News>,
}

impl Default for Live {
    fn default() -> Self {
        Self { sender: broadcast::Sender::new(WAITING) }
    }
}

impl Live {
    /// Says that something of a pharmacy changed. Nobody listening is no error.
    pub fn announce(&self, pharmacy: PharmacyId) {
        let _nobody_listens = self.sender.send(News { pharmacy: Some(pharmacy), sales: false });
    }

    /// Says that a request for credits of a pharmacy changed: its pages and those of the sales service show it.
    pub fn announce_topup(&self, pharmacy: PharmacyId) {
        let _nobody_listens = self.sender.send(News { pharmacy: Some(pharmacy), sales: true });
    }

    /// Says that something changed that every pharmacy sees: whether the gateway works.
    pub fn announce_to_all(&self) {
        let _nobody_listens = self.sender.send(News { pharmacy: None, sales: false });
    }

    /// How many listen now.
    pub fn listeners(&self) -> usize {
        self.sender.receiver_count()
    }

    /// Listens from now on.
    pub fn listen(&self) -> broadcast::Receiver<News> {
        self.sender.subscribe()
    }
}
