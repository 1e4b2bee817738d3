use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use backend::service::topups::{self, Caller, Deed};
use backend::service::{account, pharmacies, sales};
use domain::id::PharmacyId;
use domain::staff::{Permission, Permissions};
use domain::topup::Act;
use futures::StreamExt;
use http::{Request, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, timeout};

use crate::support::{PASSWORD, Served, header};
use crate::topups::issued;

const SOON: Duration = Duration::from_secs(5);

async fn open(served: &Served) -> BodyDataStream {
    open_as(served, &served.cookie().await).await
}

async fn open_as(served: &Served, cookie: &str) -> BodyDataStream {
    let request = Request::get("/live").header("cookie", cookie).body(Body::empty()).unwrap();
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
async fn the_sales_service_is_told_that_something_is_new_until_somebody_has_seen_it() {
    let served = Served::start().await;
    let (staff, person, topup, cookie) = issued(&served).await;
    let mut stream = open_as(&served, &cookie).await;
    assert_eq!(next(&mut stream).await.as_deref(), Some("0"), "what it did itself it has seen");
    topups::declare(&served.backend, &staff, &topup, b"%PDF-1.7").await.unwrap();
    assert_eq!(next(&mut stream).await.as_deref(), Some("0 n"));
    topups::sheet(&served.backend, Caller::Sales(&person), &topup).await.unwrap();
    assert_eq!(next(&mut stream).await.as_deref(), Some("0"));
    // What a pharmacy has cancelled is listed until it was seen.
    let cancel = Deed { act: Act::Cancel, note: "plus tard", pack: None };
    topups::act(&served.backend, Caller::Staff(&staff), &topup, cancel).await.unwrap();
    assert_eq!(next(&mut stream).await.as_deref(), Some("0 n"));
    let listed = async || sales::desk(&served.backend, &person, "", false).await.unwrap().requests.len();
    assert_eq!(listed().await, 1);
    topups::sheet(&served.backend, Caller::Sales(&person), &topup).await.unwrap();
    assert_eq!((next(&mut stream).await.as_deref(), listed().await), (Some("0"), 0));
    served.backend.live().announce(served.pharmacy);
    assert!(timeout(Duration::from_millis(600), stream.next()).await.is_err(), "nothing that is no request");
}

/// Somebody of the pharmacy with these permissions alone.
async fn cookie_of(served: &Served, email: &str, permissions: Permissions) -> String {
    pharmacies::add_staff(&served.backend, served.pharmacy, "Achats", email, permissions, None).await.unwrap();
    let link = account::make_password_link(&served.backend, email).await.unwrap();
    account::set_password(&served.backend, &link, &SecretString::from(PASSWORD)).await.unwrap();
    let token = account::sign_in(&served.backend, email, &SecretString::from(PASSWORD), "").await.unwrap();
    format!("comptoir_session={}", token.expose_secret())
}

#[tokio::test]
async fn who_may_only_ask_for_credits_is_told_of_the_answer() {
    let served = Served::start().await;
    let (staff, person, topup, _) = issued(&served).await;
    let may = |permissions: &[Permission]| Permissions::of(permissions);
    let buyer = cookie_of(&served, "achats@amal.ma", may(&[Permission::CreditsRequest])).await;
    let reader = cookie_of(&served, "lecture@amal.ma", may(&[Permission::HistoryRead])).await;
    let (mut buyer, mut reader) = (open_as(&served, &buyer).await, open_as(&served, &reader).await);
    assert_eq!(next(&mut buyer).await.as_deref(), Some("0 l n"), "the pro-forma is new");
    assert_eq!(next(&mut reader).await.as_deref(), Some("-"), "who can do nothing about it");
    topups::sheet(&served.backend, Caller::Staff(&staff), &topup).await.unwrap();
    assert_eq!(next(&mut buyer).await.as_deref(), Some("0 l"), "seen");
    let write = Deed { act: Act::Write, note: "Bonjour", pack: None };
    topups::act(&served.backend, Caller::Sales(&person), &topup, write).await.unwrap();
    assert_eq!(next(&mut buyer).await.as_deref(), Some("0 l n"));
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
