//! How the gateway is, as *Passerelle* says it: by what it answered last.

use domain::gateway::{Health, Trouble, TroubleKind};
use domain::time::Stamp;

use super::line::Line;
use crate::gateway::scripted::Scripted;
use crate::gateway::{Probe, Submitted};
use crate::service::gateway;
use crate::worker::look;

async fn health(line: &Line) -> Health {
    gateway::status(&line.backend, &line.staff).await.unwrap().unwrap().health
}

fn noon() -> Stamp {
    Stamp { date: "24/11/2026".into(), time: "12:00".into() }
}

#[tokio::test]
async fn a_gateway_is_as_its_last_look_says_without_any_message() {
    let silent = || Probe { trouble: Some(Trouble::of(TroubleKind::Unreachable)), notes: vec![] };
    let line = Line::before(1, 1, Scripted::saying([silent(), silent(), Probe::default(), silent()])).await;
    let (link, mut news) = (line.backend.link().unwrap(), line.backend.live().listen());
    assert_eq!(health(&line).await, Health::Untried);
    for (health_then, is_news) in [
        (Health::Failing { since: noon() }, true),
        (Health::Failing { since: noon() }, false),
        (Health::Working, true),
        (Health::Failing { since: noon() }, true),
        // It says nothing more.
        (Health::Failing { since: noon() }, false),
    ] {
        look(&line.backend, &link).await;
        assert_eq!((health(&line).await, news.try_recv().is_ok()), (health_then, is_news));
    }
}

#[tokio::test]
async fn a_gateway_is_as_its_last_answer_says() {
    let lost = Submitted::Unknown(Trouble::of(TroubleKind::TimedOut));
    let slower = Submitted::Later { trouble: Trouble::of(TroubleKind::Throttled), after: None };
    let mut line = Line::before(4, 1, Scripted::answering_outside([lost, slower])).await;
    let mut news = line.backend.live().listen();
    line.round().await;
    assert_eq!(health(&line).await, Health::Failing { since: noon() });
    assert!(std::iter::from_fn(|| news.try_recv().ok()).any(|news| news.pharmacy.is_none()), "every screen is told");
    for _ in 0..2 {
        line.round().await;
        assert_eq!(health(&line).await, Health::Working, "it answers, even if it asks to go slower");
        line.pass(2_000);
    }
}
