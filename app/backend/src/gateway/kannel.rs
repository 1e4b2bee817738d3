//! Kannel.

use domain::gateway::{Kind, Trouble, TroubleKind};
use futures::future::BoxFuture;

use super::{Gateway, Outgoing, Submitted};
use crate::settings::KannelSettings;

pub(super) struct Kannel {
    settings: KannelSettings,
}

impl Kannel {
    pub(super) fn new(settings: KannelSettings) -> Self {
        Self { settings }
    }
}

impl Gateway for Kannel {
    fn kind(&self) -> Kind {
        Kind::Kannel
    }

    fn address(&self) -> String {
        self.settings.send_url.authority().to_owned()
    }

    fn submit(&self, message: Outgoing) -> BoxFuture<'_, Submitted> {
        drop(message);
        let trouble = Trouble::of(TroubleKind::Unreachable);
        Box::pin(std::future::ready(Submitted::Later { trouble, after: None }))
    }
}
