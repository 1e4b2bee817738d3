//! Against an SMSC in this process that reads and writes with a codec that is not ours.

mod deliver;
mod session;
mod submit;
mod tls;

use std::sync::Arc;
use std::time::Duration;

use domain::gateway::{Trouble, TroubleKind};
use domain::id::{MessageId, PharmacyId};
use domain::phone::PhoneNumber;
use domain::sms;
use rustls::pki_types::CertificateDer;
use tokio::sync::{Notify, mpsc};

use super::simulator::{Act, PASSWORD, SYSTEM_ID, Simulator};
use super::{Gateway, Pace, Smpp};
use crate::gateway::{Event, News, Outgoing, Report, Submitted, Wiring};
use crate::settings::SmppSettings;

const PHONE: &str = "212612345678";

/// A gateway at the SMSC, and what it says.
struct Desk {
    smpp: Arc<Smpp>,
    events: mpsc::UnboundedReceiver<Event>,
    wake: Arc<Notify>,
}

impl Desk {
    fn new(port: u16, password: &str, pace: Pace) -> Self {
        Self::at(settings(port, password), pace)
    }

    fn at(settings: SmppSettings, pace: Pace) -> Self {
        Self::trusting(settings, pace, vec![])
    }

    fn trusting(settings: SmppSettings, pace: Pace, trusted: Vec<CertificateDer<'static>>) -> Self {
        let (events, heard) = mpsc::unbounded_channel();
        let wake = Arc::new(Notify::new());
        let smpp = Smpp::paced(settings, Wiring { events, wake: Arc::clone(&wake) }, pace, trusted);
        Self { smpp, events: heard, wake }
    }

    /// One that is bound.
    async fn bound(simulator: &Simulator, pace: Pace) -> Self {
        let desk = Self::new(simulator.port, PASSWORD, pace);
        within(desk.wake.notified()).await;
        assert!(desk.smpp.is_ready());
        desk
    }

    async fn submit(&self, text: &str) -> Submitted {
        within(self.smpp.submit(outgoing(7, text))).await
    }

    /// The next news, stored.
    async fn news(&mut self) -> News {
        let event = within(self.events.recv()).await.unwrap();
        event.stored.unwrap().send(()).unwrap();
        event.news
    }

    async fn report(&mut self) -> Report {
        match self.news().await {
            News::Report(report) => report,
            News::Inbound(_) => panic!("nobody wrote"),
        }
    }
}

fn settings(port: u16, password: &str) -> SmppSettings {
    SmppSettings {
        host: "127.0.0.1".into(),
        port,
        tls: false,
        system_id: SYSTEM_ID.into(),
        password: password.to_owned().into(),
        system_type: String::new(),
        window: 10,
    }
}

fn quick() -> Pace {
    let (first_wait, last_wait) = (Duration::from_millis(5), Duration::from_millis(20));
    Pace { first_wait, last_wait, pause: Duration::from_millis(5), ..Pace::default() }
}

fn message(n: i64) -> MessageId {
    MessageId::new(PharmacyId(1), n)
}

fn phone() -> PhoneNumber {
    PhoneNumber::try_from(format!("+{PHONE}")).unwrap()
}

pub(super) fn outgoing(n: i64, text: &str) -> Outgoing {
    let (encoding, parts) = sms::count(text);
    Outgoing { message: message(n), phone: phone(), sender: "PHARMA 1".into(), text: text.into(), encoding, parts }
}

async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), future).await.expect("in time")
}

/// Waits until something is so.
async fn until(mut is_so: impl FnMut() -> bool) {
    within(async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    })
    .await;
}

/// An SMSC that takes everything under the ids 1, 2, 3...
async fn taking() -> Simulator {
    Simulator::start(|n, _| Act::Take(format!("{:010}", n + 1))).await
}

fn accepted(reference: &str) -> Submitted {
    Submitted::Accepted { reference: reference.into() }
}

fn unknown(kind: TroubleKind) -> Submitted {
    Submitted::Unknown(Trouble::of(kind))
}

fn later(trouble: Trouble) -> Submitted {
    Submitted::Later { trouble, after: None }
}
