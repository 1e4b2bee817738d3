//! Over SMPP, with a window of 64, to an SMSC in this process that takes every message and reports at once that it is on the
//! phone.

use backend::settings::{GatewaySettings, SmppSettings, WorkerSettings};

use self::simulator::{Act, PASSWORD, SYSTEM_ID, Simulator, receipt};
use crate::run::{MANY_PAGES, Run, verdict};

#[path = "../../src/gateway/smpp/simulator.rs"]
#[expect(dead_code, reason = "the tests ask more of it")]
mod simulator;

const WINDOW: u32 = 64;

/// Messages a second.
const GOAL: f64 = 3_000.0;

/// 50,000 messages.
pub async fn measure() {
    let run = Run::queued(5).await;
    let simulator = reporting().await;
    let settings = SmppSettings {
        host: "127.0.0.1".into(),
        port: simulator.port,
        tls: false,
        system_id: SYSTEM_ID.into(),
        password: PASSWORD.to_owned().into(),
        system_type: String::new(),
        window: WINDOW,
    };
    let figures = run.deliver(&WorkerSettings::of(GatewaySettings::Smpp(settings)), MANY_PAGES).await;
    println!("smpp window {WINDOW}: {figures}   (goal {GOAL}/s){}", verdict(figures.speed() >= GOAL));
}

/// An SMSC that takes everything.
pub async fn reporting() -> Simulator {
    Simulator::start(|number, submit| {
        let id = format!("{:010}", number + 1);
        let receipt = receipt(submit.destination_addr.as_str(), &id, "DELIVRD");
        Act::Report(id, Box::new(receipt))
    })
    .await
}
