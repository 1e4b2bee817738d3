//! Smpp.

use domain::gateway::{Kind, Trouble, TroubleKind};
use futures::future::BoxFuture;

use super::{Gateway, Outgoing, Submitted};
use crate::settings::SmppSettings;

pub(super) struct Smpp {
    settings: SmppSettings,
}

impl Smpp {
    pub(super) fn start(settings: SmppSettings, wiring: super::Wiring) -> std::sync::Arc<Self> {
        drop(wiring);
        std::sync::Arc::new(Self { settings })
    }
}

impl Gateway for Smpp {
    fn kind(&self) -> Kind {
        Kind::Smpp
    }

    fn address(&self) -> String {
        format!("{}:{}", self.settings.host, self.settings.port)
    }

    fn submit(&self, message: Outgoing) -> BoxFuture<'_, Submitted> {
        drop(message);
        let trouble = Trouble::of(TroubleKind::Unreachable);
        Box::pin(std::future::ready(Submitted::Later { trouble, after: None }))
    }
}
