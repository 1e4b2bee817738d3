use axum::body::Body;
use http::Request;

use crate::support::{Served, header, text};

#[tokio::test]
async fn every_script_of_a_page_bears_the_nonce_of_its_policy() {
    let served = Served::start().await;
    let mut nonces = vec![];
    for _ in 0..2 {
        let response = served.get_signed_in("/").await;
        let policy = header(&response, "content-security-policy").to_owned();
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap().to_owned();
        let page = text(response).await;
        let scripts: Vec<&str> = page.split("<script").skip(1).collect();
        assert!(!scripts.is_empty());
        for script in scripts {
            let tag = script.split('>').next().unwrap();
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")) || tag.contains(&format!("nonce={nonce}")), "{tag}");
        }
        assert!(!policy.split("script-src").nth(1).unwrap().split(';').next().unwrap().contains("unsafe-inline"));
        nonces.push(nonce);
    }
    assert_ne!(nonces[0], nonces[1]);
}

#[tokio::test]
async fn every_answer_has_the_headers() {
    let served = Served::start().await;
    for path in ["/connexion", "/favicon.svg", "/health", "/nulle-part", "/live"] {
        let response = served.get(path).await;
        assert!(header(&response, "content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header(&response, "referrer-policy"), "same-origin", "{path}");
        assert_eq!(header(&response, "cross-origin-opener-policy"), "same-origin", "{path}");
        assert!(header(&response, "permissions-policy").contains("camera=()"), "{path}");
        assert_eq!(header(&response, "x-request-id").len(), 16, "{path}");
        assert_eq!(header(&response, "strict-transport-security"), "", "{path}");
    }
}

#[tokio::test]
async fn pages_are_not_kept_and_https_stays_https() {
    let served = Served::start_at(Some("https://sms.pharmacie.example")).await;
    let response = served.get_signed_in("/").await;
    assert_eq!(header(&response, "cache-control"), "no-store");
    assert!(header(&response, "strict-transport-security").starts_with("max-age="));
    let file = served.get("/pkg/comptoir.css").await;
    assert_eq!(header(&file, "cache-control"), "no-cache", "a name without a hash may change");
}

#[tokio::test]
async fn pages_are_compressed() {
    let served = Served::start().await;
    let request = Request::get("/connexion").header("accept-encoding", "gzip, br").body(Body::empty()).unwrap();
    assert_eq!(header(&served.ask(request).await, "content-encoding"), "br");
}

#[tokio::test]
async fn health_says_since_when() {
    let served = Served::start().await;
    assert_eq!(text(served.get("/health").await).await, r#"{"status":"ok","started":7}"#);
}
