use axum::body::Body;
use axum::response::Response;
use http::{Request, StatusCode};

use crate::support::{HOST, Served, header, text};

async fn post(served: &Served, headers: &[(&str, &str)]) -> Response {
    let mut request = Request::post("/api/sign-out").header("host", HOST).header("accept", "text/html");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    served.ask(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let served = Served::start().await;
    let cookie = served.cookie().await;
    for headers in [
        &[("origin", "https://evil.example")][..],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site"), ("origin", "https://evil.example")],
        // Neither header: no browser, or one that hides where it comes from.
        &[],
    ] {
        let response = post(&served, &[headers, &[("cookie", &cookie)]].concat()).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{headers:?}");
        assert!(text(response).await.contains("Rien n’a été enregistré ni envoyé"));
    }
    let still = Request::get("/").header("cookie", &cookie).body(Body::empty()).unwrap();
    assert_eq!(served.ask(still).await.status(), StatusCode::OK, "still signed in");
}

#[tokio::test]
async fn a_form_of_this_site_passes() {
    let served = Served::start().await;
    let cookie = served.cookie().await;
    for headers in [("origin", "http://127.0.0.1:3000"), ("sec-fetch-site", "same-origin")] {
        let response = post(&served, &[headers, ("cookie", &cookie)]).await;
        assert_ne!(response.status(), StatusCode::FORBIDDEN, "{headers:?}");
    }
    assert_ne!(post(&served, &[]).await.status(), StatusCode::FORBIDDEN, "no session to misuse");
}

#[tokio::test]
async fn the_public_address_is_trusted_behind_a_proxy() {
    let served = Served::start_at(Some("https://sms.pharmacie.example")).await;
    let cookie = served.cookie().await;
    let origin = |origin: &'static str| [("origin", origin), ("cookie", cookie.as_str())];
    assert_ne!(post(&served, &origin("https://sms.pharmacie.example")).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(post(&served, &origin("https://pharmacie.example")).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_refusal_speaks_the_language_of_the_cookie() {
    let served = Served::start().await;
    let response = post(&served, &[("origin", "null"), ("cookie", "comptoir_lang=ar")]).await;
    let page = text(response).await;
    assert!(page.contains("lang=\"ar\" dir=\"rtl\"") && page.contains("لم يُرسل شيء"), "{page}");
}

async fn post_body(served: &Served, body: Body, length: Option<usize>, accept: &str) -> Response {
    let mut request = Request::post("/api/send").header("host", HOST).header("origin", "http://127.0.0.1:3000");
    if let Some(length) = length {
        request = request.header("content-length", length);
    }
    served.ask(request.header("accept", accept).body(body).unwrap()).await
}

#[tokio::test]
async fn ten_megabytes_are_too_much_whether_told_or_not() {
    let served = Served::start().await;
    let size = 10 << 20;
    for length in [Some(size), None] {
        let response = post_body(&served, Body::from(vec![b'a'; size]), length, "text/html").await;
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
        assert!(text(response).await.contains("2 Mo"));
    }
    let response = post_body(&served, Body::from(vec![b'a'; size]), None, "application/json").await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(text(response).await, "\"too_large\"");
}

#[tokio::test]
async fn a_function_of_an_older_version_asks_for_a_reload() {
    let served = Served::start().await;
    let request = |accept| {
        let request = Request::post("/api/of-an-older-version").header("host", HOST);
        request.header("origin", "http://127.0.0.1:3000").header("accept", accept).body(Body::empty()).unwrap()
    };
    let response = served.ask(request("text/html")).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert_eq!(header(&response, "content-type"), "text/html; charset=utf-8");
    assert!(text(response).await.contains("Rechargez la page"));
    assert_eq!(text(served.ask(request("application/json")).await).await, "\"old\"");
}
