//! Over SMPP to an SMSC that reads with a codec that is not ours, and into the store and the ledger.

use std::time::Duration;

use domain::message::{Reason, Status};

use super::line::{Line, NOON};
use crate::gateway::smsc::{Act, PASSWORD, SYSTEM_ID, Simulator, receipt};
use crate::service::history;
use crate::settings::{GatewaySettings, SmppSettings, WorkerSettings};
use crate::worker::Delivery;

/// By the last two digits of the phone: delivered, refused, lost by the network, and cut off before the answer.
async fn smsc() -> Simulator {
    Simulator::start(|number, submit| {
        let (phone, id) = (submit.destination_addr.as_str(), format!("{:08x}", number + 0xA0));
        let report = |state| Act::Report(id.clone(), Box::new(receipt(phone, &id, state)));
        match phone.get(phone.len() - 2..) {
            Some("10") => report("DELIVRD"),
            Some("11") => Act::Refuse(0x0B),
            Some("12") => report("UNDELIV"),
            _ => Act::Cut,
        }
    })
    .await
}

#[tokio::test]
async fn what_an_smsc_says_reaches_the_store_and_the_ledger() {
    let line = Line::open(4, []).await;
    let simulator = smsc().await;
    let smpp = SmppSettings {
        host: "127.0.0.1".into(),
        port: simulator.port,
        tls: false,
        system_id: SYSTEM_ID.into(),
        password: PASSWORD.to_owned().into(),
        system_type: String::new(),
        window: 1,
    };
    let settings = WorkerSettings { in_flight: 1, ..WorkerSettings::of(GatewaySettings::Smpp(smpp)) };
    let mut delivery = Delivery::new(line.backend.clone(), &settings);
    let expected = [(Status::Delivered, 1), (Status::Failed, 2), (Status::Uncertain, 1)];
    let delivered = async {
        while line.counts().await != expected {
            delivery.run_once(NOON).await.unwrap();
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), delivered).await.expect("in time");
    // What was refused came back; what the network lost, and what nobody knows, is paid.
    assert_eq!(line.balance().await, [97, 0, 3]);
    let message = async |number| history::message(&line.backend, &line.staff, number).await.unwrap();
    assert_eq!(message(1).await.reference.as_deref(), Some("a0"));
    assert_eq!(message(2).await.line.reason, Some(Reason::NumberRefused));
    assert_eq!(message(3).await.line.reason, Some(Reason::Undelivered));
    assert_eq!(message(4).await.line.reason, Some(Reason::AnswerLost));
    let submissions = simulator.submissions();
    assert_eq!(submissions.len(), 4, "each once");
    assert_eq!(submissions[0].short_message().as_ref(), b"Bonjour Client0");
    line.is_consistent().await;
}
