use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use domain::id::PharmacyId;
use futures::StreamExt;
use http::{Request, StatusCode};
use tokio::time::{Instant, timeout};

use crate::support::{Served, header};

const SOON: Duration = Duration::from_secs(5);

async fn open(served: &Served) -> BodyDataStream {
    let request = Request::get("/live").header("cookie", served.cookie().await).body(Body::empty()).unwrap();
    let response = served.ask(request).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(header(&response, "content-type"), "text/event-stream");
    assert_eq!(header(&response, "content-encoding"), "", "a nudge that waits for a compressor is none");
    response.into_body().into_data_stream()
}

/// The data of the next event; `None` at the end.
async fn next(stream: &mut BodyDataStream) -> Option<String> {
    let event = timeout(SOON, stream.next()).await.expect("nothing came")?;
    let event = String::from_utf8(event.unwrap().to_vec()).unwrap();
    assert!(event.contains("retry: 2000") || event.contains("retry:2000"), "{event}");
    event.lines().find_map(|line| line.strip_prefix("data:")).map(|data| data.trim().to_owned())
}

#[tokio::test]
async fn news_of_ones_own_pharmacy_only() {
    let served = Served::start().await;
    let mut stream = open(&served).await;
    assert_eq!(next(&mut stream).await.as_deref(), Some("0 l"), "the first at once, and that it is low");
    served.backend.live().announce(PharmacyId(served.pharmacy.0 + 1));
    assert!(timeout(Duration::from_millis(600), stream.next()).await.is_err(), "of another pharmacy");
    backend::service::credits::grant(&served.backend, served.pharmacy, 500, "test").await.unwrap();
    served.backend.live().announce(served.pharmacy);
    assert_eq!(next(&mut stream).await.as_deref(), Some("500"));
}

#[tokio::test]
async fn at_most_four_a_second() {
    let served = Served::start().await;
    let mut stream = open(&served).await;
    next(&mut stream).await;
    let begun = Instant::now();
    for _ in 0..3 {
        for _ in 0..1_000 {
            served.backend.live().announce(served.pharmacy);
        }
        next(&mut stream).await;
    }
    assert!(begun.elapsed() >= Duration::from_millis(700), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn the_stream_ends_when_the_server_stops() {
    let served = Served::start().await;
    let mut stream = open(&served).await;
    next(&mut stream).await;
    served.stopping.cancel();
    assert_eq!(next(&mut stream).await, None);
}
