//! Twilio.

use domain::gateway::{Kind, Trouble, TroubleKind};
use futures::future::BoxFuture;

use super::{Gateway, Outgoing, Submitted};
use crate::settings::TwilioSettings;

pub(super) struct Twilio {
    settings: TwilioSettings,
}

impl Twilio {
    pub(super) fn new(settings: TwilioSettings) -> Self {
        Self { settings }
    }
}

impl Gateway for Twilio {
    fn kind(&self) -> Kind {
        Kind::Twilio
    }

    fn address(&self) -> String {
        self.settings.api_url.authority().to_owned()
    }

    fn submit(&self, message: Outgoing) -> BoxFuture<'_, Submitted> {
        drop(message);
        let trouble = Trouble::of(TroubleKind::Unreachable);
        Box::pin(std::future::ready(Submitted::Later { trouble, after: None }))
    }
}
