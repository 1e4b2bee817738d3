use axum::body::Body;
use axum::response::Response;
use futures::stream;
use http::{Request, StatusCode};

use crate::support::{HOST, Served, header, text};

async fn post(served: &Served, path: &str, headers: &[(&str, &str)], body: Body) -> Response {
    let mut request = Request::post(path).header("host", HOST);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    served.ask(request.header("content-type", "application/x-www-form-urlencoded").body(body).unwrap()).await
}

#[tokio::test]
async fn where_nothing_is_delivered_there_is_no_such_address() {
    let served = Served::start().await;
    for path in ["/passerelle/kannel/rapport?m=1", "/passerelle/twilio/entrant", "/passerelle/x/y"] {
        let asked = served.get(path).await;
        assert_eq!((asked.status(), header(&asked, "location")), (StatusCode::NOT_FOUND, ""), "{path}: no sign-in");
        assert_eq!(text(asked).await, "", "{path}");
        assert_eq!(post(&served, path, &[], Body::from("a=1")).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn neither_a_session_nor_another_origin_hinders() {
    let served = Served::start().await;
    let cookie = served.cookie().await;
    for headers in [
        &[("origin", "https://evil.example")][..],
        &[("sec-fetch-site", "cross-site")],
        &[("cookie", cookie.as_str())],
        &[],
    ] {
        let response = post(&served, "/passerelle/twilio/rapport", headers, Body::from("a=1")).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{headers:?}: not refused for where it comes from");
    }
}

#[tokio::test]
async fn a_body_has_its_limit_whether_its_length_is_told_or_not() {
    let served = Served::start().await;
    let path = "/passerelle/kannel/entrant";
    let limit = 64 * 1024;
    let body = |length: usize| Body::from(vec![b'a'; length]);
    assert_eq!(post(&served, path, &[], body(limit)).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(post(&served, path, &[], body(limit + 1)).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let chunks = (0..65).map(|_| Ok::<_, std::io::Error>(vec![b'a'; 1024]));
    let streamed = post(&served, path, &[], Body::from_stream(stream::iter(chunks))).await;
    assert_eq!(streamed.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn half_a_body_is_none() {
    let served = Served::start().await;
    let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    let chunks = [Ok("MessageStatus=deliv"), Err(broken)];
    let response = post(&served, "/passerelle/twilio/rapport", &[], Body::from_stream(stream::iter(chunks))).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn other_methods_are_not_known() {
    let served = Served::start().await;
    let request = Request::put("/passerelle/kannel/rapport").body(Body::empty()).unwrap();
    assert_eq!(served.ask(request).await.status(), StatusCode::METHOD_NOT_ALLOWED);
}
