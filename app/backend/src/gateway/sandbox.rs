//! The embedded network of the demonstration: accepts, waits a little, and delivers. Nothing leaves the machine.
//!
//! The last two digits of the number choose what happens (the specification, section 6, and issue 2): `00` fails after
//! acceptance, `01` expires, `02` is refused at once; every other number gets its message. Like a network, it refuses what
//! has no text or no sender.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::message::{Reason, Status};
use domain::phone::PhoneNumber;
use rand::RngExt;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::{Open, Outgoing, Report, ReportSender, Submitted};

/// The sandbox. Its reports to come end with it; [`resume`](Self::resume) makes them again.
pub(crate) struct Sandbox {
    delay: (u32, u32),
    reports: ReportSender,
    later: mpsc::UnboundedSender<(Instant, Report)>,
}

impl Sandbox {
    /// A sandbox that reports between `delay.0` and `delay.1` milliseconds after it accepted.
    pub(crate) fn new(delay: (u32, u32), reports: ReportSender) -> Self {
        let (later, waiting) = mpsc::unbounded_channel();
        tokio::spawn(report_in_time(waiting, reports.clone()));
        Self { delay, reports, later }
    }

    pub(super) fn submit(&self, message: &Outgoing) -> Submitted {
        if ending(&message.phone) == "02" {
            return Submitted::Refused(Reason::NumberRefused);
        }
        if message.text.is_empty() || message.sender.is_empty() {
            return Submitted::Refused(Reason::Refused);
        }
        self.report(fate(&message.phone, message.message));
        Submitted::Accepted { reference: format!("sandbox-{}", message.message.0) }
    }

    pub(super) fn resume(&self, open: Vec<Open>) {
        for Open { message, phone, reference } in open {
            if reference.starts_with("sandbox-") {
                self.report(fate(&phone, message));
            }
        }
    }

    fn report(&self, report: Report) {
        let (shortest, longest) = self.delay;
        // Nobody listens any more only when the worker has stopped; the next one resumes.
        let _stopped = if longest == 0 {
            self.reports.send(report).is_err()
        } else {
            let delay = rand::rng().random_range(shortest.min(longest)..=longest);
            // The runtime's own timer, not the time of day: how long the network takes, never when.
            self.later.send((Instant::now() + Duration::from_millis(u64::from(delay)), report)).is_err()
        };
    }
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
    Report { message, status, reason }
}

/// Passes each report on when its time has come, until the sandbox is dropped.
async fn report_in_time(mut waiting: mpsc::UnboundedReceiver<(Instant, Report)>, reports: ReportSender) {
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
                if let Some((_, report)) = due.pop_first() && reports.send(report).is_err() {
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::id::{MessageId, PharmacyId};
    use rstest::rstest;

    use super::*;

    fn outgoing(phone: &str) -> Outgoing {
        let phone = PhoneNumber::try_from(phone.to_owned()).unwrap();
        Outgoing { message: MessageId::new(PharmacyId(1), 7), phone, sender: "Test".into(), text: "Bonjour".into() }
    }

    #[rstest]
    #[case("+212612345600", Status::Failed, Some(Reason::UnknownNumber))]
    #[case("+212612345601", Status::Expired, Some(Reason::Unreachable))]
    #[case("+212612345603", Status::Delivered, None)]
    #[tokio::test]
    async fn the_number_chooses(#[case] phone: &str, #[case] status: Status, #[case] reason: Option<Reason>) {
        for delay in [(0, 0), (20, 40)] {
            let (sender, mut reports) = mpsc::unbounded_channel();
            let sandbox = Sandbox::new(delay, sender);
            // How long it takes, by the runtime's own timer; no time of day.
            let begun = Instant::now();
            let message = outgoing(phone);
            assert!(matches!(sandbox.submit(&message), Submitted::Accepted { .. }));
            assert_eq!(reports.recv().await, Some(Report { message: message.message, status, reason }));
            assert!(begun.elapsed().as_millis() >= u128::from(delay.0));
        }
    }

    #[tokio::test]
    async fn a_refused_number_is_never_reported_on() {
        let (sender, mut reports) = mpsc::unbounded_channel();
        let sandbox = Sandbox::new((0, 0), sender);
        assert_eq!(sandbox.submit(&outgoing("+212712345602")), Submitted::Refused(Reason::NumberRefused));
        drop(sandbox);
        assert_eq!(reports.recv().await, None);
    }
}
