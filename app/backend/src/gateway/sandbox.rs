//! The embedded network of the demonstration: accepts, waits a little, and delivers. Nothing leaves the machine.
//!
//! The last two digits of the number choose what happens (the specification, section 6, and issue 2): `00` fails after
//! acceptance, `01` expires, `02` is refused at once; every other number gets its message. Like a network, it refuses what
//! has no text or no sender. Besides, a share of what is handed over may be refused, turned away for the moment, or taken
//! with the answer lost (`settings::SandboxSettings`): the test bench of everything that a real network does.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::gateway::{Kind, Trouble, TroubleKind};
use domain::message::{Reason, Status};
use domain::phone::PhoneNumber;
use futures::future::BoxFuture;
use rand::RngExt;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::{About, Event, EventSender, Gateway, Open, Outgoing, Report, Submitted};
use crate::settings::SandboxSettings;

/// The sandbox. Its reports to come end with it; [`resume`](Gateway::resume) makes them again.
pub(crate) struct Sandbox {
    settings: SandboxSettings,
    events: EventSender,
    later: mpsc::UnboundedSender<(Instant, Report)>,
}

impl Gateway for Sandbox {
    fn kind(&self) -> Kind {
        Kind::Sandbox
    }

    fn address(&self) -> String {
        String::new()
    }

    fn submit(&self, message: Outgoing) -> BoxFuture<'_, Submitted> {
        Box::pin(std::future::ready(self.answer(&message)))
    }

    fn resume(&self, open: Vec<Open>) {
        for Open { message, phone, reference } in open {
            if reference.starts_with("sandbox-") {
                self.report(fate(&phone, message));
            }
        }
    }
}

impl Sandbox {
    /// A sandbox that behaves as the settings say.
    pub(crate) fn new(settings: &SandboxSettings, events: EventSender) -> Self {
        let (later, waiting) = mpsc::unbounded_channel();
        tokio::spawn(report_in_time(waiting, events.clone()));
        Self { settings: *settings, events, later }
    }

    fn answer(&self, message: &Outgoing) -> Submitted {
        if ending(&message.phone) == "02" {
            return Submitted::Refused(Reason::NumberRefused);
        }
        if message.text.is_empty() || message.sender.is_empty() {
            return Submitted::Refused(Reason::Refused);
        }
        let SandboxSettings { refuses, throttles, loses, .. } = self.settings;
        if happens(throttles) {
            return Submitted::Later { trouble: Trouble::of(TroubleKind::Throttled), after: None };
        }
        if happens(refuses) {
            return Submitted::Refused(Reason::Refused);
        }
        if happens(loses) {
            // Half of them are on their way all the same, and are reported on.
            if happens(50) {
                self.report(fate(&message.phone, message.message));
            }
            return Submitted::Unknown(Trouble::of(TroubleKind::Cut));
        }
        self.report(fate(&message.phone, message.message));
        Submitted::Accepted { reference: format!("sandbox-{}", message.message.0) }
    }

    fn report(&self, report: Report) {
        let (shortest, longest) = self.settings.delay;
        // Nobody listens any more only when the worker has stopped; the next one resumes.
        let _stopped = if longest == 0 {
            self.events.send(Event::unanswered(report)).is_err()
        } else {
            let delay = rand::rng().random_range(shortest.min(longest)..=longest);
            // The runtime's own timer, not the time of day: how long the network takes, never when.
            self.later.send((Instant::now() + Duration::from_millis(u64::from(delay)), report)).is_err()
        };
    }
}

/// Whether something happens that happens to so many of a hundred.
fn happens(share: u8) -> bool {
    share > 0 && rand::rng().random_range(0..100) < share
}

fn ending(phone: &PhoneNumber) -> &str {
    let digits = phone.digits();
    digits.get(digits.len().saturating_sub(2)..).unwrap_or_default()
}

fn fate(phone: &PhoneNumber, message: domain::id::MessageId) -> Report {
    let (status, reason) = match ending(phone) {
        "00" => (Status::Failed, Some(Reason::UnknownNumber)),
        "01" => (Status::Expired, Some(Reason::Unreachable)),
        _ => (Status::Delivered, None),
    };
    Report { about: About::Message(message), status, reason, detail: None, reference: None }
}

/// Passes each report on when its time has come, until the sandbox is dropped.
async fn report_in_time(mut waiting: mpsc::UnboundedReceiver<(Instant, Report)>, events: EventSender) {
    let mut due: BTreeMap<(Instant, u64), Report> = BTreeMap::new();
    let mut arrived = 0u64;
    loop {
        let first = due.first_key_value().map(|((at, _), _)| *at);
        let time_has_come = async {
            match first {
                Some(at) => sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            message = waiting.recv() => {
                let Some((at, report)) = message else { return };
                arrived += 1;
                due.insert((at, arrived), report);
            }
            () = time_has_come => {
                if let Some((_, report)) = due.pop_first() && events.send(Event::unanswered(report)).is_err() {
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::id::{MessageId, PharmacyId};
    use domain::sms::Encoding;
    use rstest::rstest;

    use super::*;
    use crate::gateway::News;

    fn outgoing(phone: &str) -> Outgoing {
        let phone = PhoneNumber::try_from(phone.to_owned()).unwrap();
        let message = MessageId::new(PharmacyId(1), 7);
        let (sender, text) = ("Test".into(), "Bonjour".into());
        Outgoing { message, phone, sender, text, encoding: Encoding::Gsm7, parts: 1 }
    }

    async fn reported(events: &mut mpsc::UnboundedReceiver<Event>) -> Option<Report> {
        match events.recv().await?.news {
            News::Report(report) => Some(report),
            News::Inbound(_) => None,
        }
    }

    #[rstest]
    #[case("+212612345600", Status::Failed, Some(Reason::UnknownNumber))]
    #[case("+212612345601", Status::Expired, Some(Reason::Unreachable))]
    #[case("+212612345603", Status::Delivered, None)]
    #[tokio::test]
    async fn the_number_chooses(#[case] phone: &str, #[case] status: Status, #[case] reason: Option<Reason>) {
        for delay in [(0, 0), (20, 40)] {
            let (sender, mut events) = mpsc::unbounded_channel();
            let sandbox = Sandbox::new(&SandboxSettings { delay, ..SandboxSettings::default() }, sender);
            // How long it takes, by the runtime's own timer; no time of day.
            let begun = Instant::now();
            let message = outgoing(phone);
            let about = About::Message(message.message);
            assert!(matches!(sandbox.submit(message).await, Submitted::Accepted { .. }));
            assert_eq!(
                reported(&mut events).await,
                Some(Report { about, status, reason, detail: None, reference: None })
            );
            assert!(begun.elapsed().as_millis() >= u128::from(delay.0));
        }
    }

    #[tokio::test]
    async fn a_refused_number_is_never_reported_on() {
        let (sender, mut events) = mpsc::unbounded_channel();
        let sandbox = Sandbox::new(&SandboxSettings { delay: (0, 0), ..SandboxSettings::default() }, sender);
        let refused = Submitted::Refused(Reason::NumberRefused);
        assert_eq!(sandbox.submit(outgoing("+212712345602")).await, refused);
        drop(sandbox);
        assert!(events.recv().await.is_none());
    }

    #[tokio::test]
    async fn it_does_what_real_networks_do() {
        let submit = async |settings: SandboxSettings| {
            let (sender, events) = mpsc::unbounded_channel();
            let answer = Sandbox::new(&settings, sender).submit(outgoing("+212612345603")).await;
            drop(events);
            answer
        };
        let usual = SandboxSettings { delay: (0, 0), ..SandboxSettings::default() };
        let throttled = Submitted::Later { trouble: Trouble::of(TroubleKind::Throttled), after: None };
        assert_eq!(submit(SandboxSettings { throttles: 100, ..usual }).await, throttled);
        assert_eq!(submit(SandboxSettings { refuses: 100, ..usual }).await, Submitted::Refused(Reason::Refused));
        let lost = Submitted::Unknown(Trouble::of(TroubleKind::Cut));
        assert_eq!(submit(SandboxSettings { loses: 100, ..usual }).await, lost);
    }
}
