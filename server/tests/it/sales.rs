//! What the sales service sees: its own pages and functions, all of them, and in none of them a client, a phone or a text.
//! Every page and every server function that there is is asked for, also one that is added later.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::response::Response;
use backend::caller::{Salesperson, Staff};
use backend::service::topups::{self, Caller, Deed};
use backend::service::{campaigns, clients, credits, templates};
use domain::campaign::{Agreed, Audience, Draft, Objective, Text};
use domain::client::Filter;
use domain::id::TopUpRef;
use domain::template::Texts;
use domain::topup::Act;
use http::{Request, StatusCode};
use leptos::server_fn::axum::server_fn_paths;
use leptos_axum::generate_route_list;

use crate::support::{HOST, Served, header, text};
use crate::topups::{get, issued};

/// A pharmacy with a client, a text and a send, and a request of it that is activated.
async fn busy(served: &Served) -> (Staff, Salesperson, TopUpRef, String) {
    let (staff, person, topup, cookie) = issued(served).await;
    credits::grant(&served.backend, staff.pharmacy, 50, "test").await.unwrap();
    let file = "Nom;Prénom;Téléphone;Solde;Référence\nQadiri;Zoubida;0698765432;10;R77123\n";
    clients::import(&served.backend, staff.pharmacy, file.as_bytes()).await.unwrap();
    let saved = templates::list(&served.backend, &staff).await.unwrap();
    let saved = saved.into_iter().find(|saved| saved.objective == Objective::BalanceReminder).unwrap();
    let only_here = Some(Texts::one("Ordonnance de {nom}"));
    let draft = Draft {
        objective: Objective::BalanceReminder,
        text: Text { template: saved.template, version: saved.version, only_here },
        audience: Audience::All { filter: Filter::default(), shown: 1 },
        at: None,
        canary: false,
    };
    let agreed = Agreed { recipients: 1, credits: 1 };
    campaigns::send(&served.backend, &staff, &draft, agreed, "key-of-the-form").await.unwrap();
    topups::declare(&served.backend, &staff, &topup, b"%PDF-1.7 a transfer").await.unwrap();
    for act in [Act::Receive, Act::Activate] {
        topups::act(&served.backend, Caller::Sales(&person), &topup, Deed { act, note: "", pack: None }).await.unwrap();
    }
    (staff, person, topup, cookie)
}

/// What nothing may say to the sales service.
const SECRETS: [&str; 8] =
    ["Zoubida", "Qadiri", "98765432", "98 76 54 32", "98\u{A0}76", "Ordonnance", "R77123", "Rappel"];

fn says_nothing(what: &str, said: &str) {
    for secret in SECRETS {
        assert!(!said.contains(secret), "{what} says {secret}");
    }
}

async fn call(served: &Served, path: &str, cookie: &str, json: bool, body: &str) -> Response {
    let kind = if json { "application/json" } else { "application/x-www-form-urlencoded" };
    let request = Request::post(path)
        .header("cookie", cookie)
        .header("accept", "application/json")
        .header("host", HOST)
        .header("origin", format!("http://{HOST}"))
        .header("content-type", kind);
    served.ask(request.body(Body::from(body.to_owned())).unwrap()).await
}

/// The functions that the sales service may call, each with something to say, and the answer.
fn functions(topup: &TopUpRef) -> Vec<(&'static str, String, StatusCode)> {
    let ok = StatusCode::OK;
    let of_topup = format!("topup={topup}");
    vec![
        ("/api/balance", String::new(), ok),
        ("/api/sales-desk", String::from("search=&ended=true"), ok),
        ("/api/sales-desk", String::from("search=Zoubida"), ok),
        ("/api/sales-desk", String::from("search=0698765432"), ok),
        ("/api/sales-packs", String::new(), ok),
        ("/api/sales-account", of_topup.clone(), ok),
        ("/api/topup", of_topup, ok),
        ("/api/topup-step", format!("form[topup]={topup}&form[act]=write&form[note]=Bonjour"), ok),
        (
            "/api/sales-correct",
            format!("form[topup]={topup}&form[number]=2&form[credits]=1&form[note]=x"),
            StatusCode::CONFLICT,
        ),
        ("/api/sales-pack", String::from("form[name]=Pack&form[credits]=5&form[price]=5"), ok),
        (
            "/api/sales-bank",
            String::from("form[holder]=&form[address]=&form[tax_id]=&form[bank]=&form[rib]="),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        ("/api/language", String::from("language=fr"), ok),
        ("/api/link-is-good", String::from("token=x"), ok),
        ("/api/set-password", String::from("token=x&password=un+mot+de+passe"), StatusCode::NOT_FOUND),
        ("/api/sign-in", String::from("email=x&password=y"), StatusCode::UNAUTHORIZED),
        ("/api/sign-out", String::new(), ok),
    ]
}

#[tokio::test]
async fn of_all_functions_it_calls_its_own_and_reads_no_client_no_phone_and_no_text() {
    let served = Served::start().await;
    let (_, _, topup, cookie) = busy(&served).await;
    let functions = functions(&topup);
    let own: BTreeSet<&str> = functions.iter().map(|(path, ..)| *path).collect();
    let all: BTreeSet<&str> = server_fn_paths().map(|(path, _)| path).collect();
    assert!(all.len() > 40 && own.is_subset(&all), "{all:?}");
    for path in all.difference(&own) {
        for (json, body) in [(true, "{}"), (false, "")] {
            let answer = call(&served, path, &cookie, json, body).await;
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
            assert_eq!(text(answer).await, "\"denied\"", "{path}");
        }
    }
    for (path, body, status) in functions {
        let answer = call(&served, path, &cookie, false, &body).await;
        assert_eq!(answer.status(), status, "{path}");
        says_nothing(path, &text(answer).await);
    }
}

#[tokio::test]
async fn of_all_pages_it_opens_its_own_and_reads_no_client_no_phone_and_no_text() {
    let served = Served::start().await;
    let (_, _, topup, cookie) = busy(&served).await;
    let routes = generate_route_list(app::App);
    assert!(routes.len() > 20);
    let mut opened = 0;
    for route in &routes {
        let path = route.path().replace("{topup}", topup.as_str()).replace("{number}", "1").replace(['{', '}'], "");
        let answer = get(&served, &path, &cookie).await;
        let is_own = path.starts_with("/commercial");
        let is_everybodys = path == "/connexion" || path.starts_with("/mot-de-passe/");
        if !is_own && !is_everybodys {
            assert_eq!(
                (answer.status(), header(&answer, "location")),
                (StatusCode::SEE_OTHER, "/commercial"),
                "{path}"
            );
            continue;
        }
        // A link that sets a password is good or not, whoever follows it.
        let is_there = answer.status().is_success() || answer.status().is_redirection();
        assert!(is_there || path.starts_with("/mot-de-passe/"), "{path}: {}", answer.status());
        says_nothing(&path, &text(answer).await);
        opened += usize::from(is_own);
    }
    assert!(opened >= 4, "{opened}");
    for search in ["Zoubida", "0698765432", "Ordonnance"] {
        let page = text(get(&served, &format!("/commercial?q={search}&tout=1"), &cookie).await).await;
        assert!(page.contains("Aucune demande ne correspond"), "{search}");
    }
}

#[tokio::test]
async fn no_file_of_a_pharmacy_is_handed_to_it_but_the_proof() {
    let served = Served::start().await;
    let (_, _, topup, cookie) = busy(&served).await;
    for path in ["/export/communications.csv", "/export/communications.xlsx", "/export/solde.csv"] {
        let answer = get(&served, path, &cookie).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
        says_nothing(path, &text(answer).await);
    }
    assert_eq!(text(get(&served, &format!("/recharges/{topup}/preuve/1"), &cookie).await).await, "%PDF-1.7 a transfer");
}

#[tokio::test]
async fn what_is_out_of_all_bounds_is_refused_at_its_field() {
    let served = Served::start().await;
    let (staff, person, topup, cookie) = busy(&served).await;
    let own = served.cookie().await;
    let before = credits::balance(&served.backend, &staff).await.unwrap();
    for n in [
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "18446744073709551616",
        "1e9",
        "٩٢٢٣٣٧٢٠٣٦٨٥٤٧٧٥٨٠٧",
    ] {
        for (path, cookie, body) in [
            ("/api/sales-pack", &cookie, format!("form[name]=Pack&form[credits]={n}&form[price]=5")),
            ("/api/sales-pack", &cookie, format!("form[name]=Pack&form[credits]=5&form[price]={n}")),
            (
                "/api/sales-correct",
                &cookie,
                format!("form[topup]={topup}&form[number]=1&form[credits]={n}&form[note]=x"),
            ),
            ("/api/credits-alert", &own, format!("low_at={n}")),
        ] {
            let answer = call(&served, path, cookie, false, &body).await;
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{path} {body}");
            let said = text(answer).await;
            assert!(said.contains("credits") || said.contains("price"), "{path} {body}: {said}");
        }
        // A number that no entry has: there is none, or it is no number.
        let body = format!("form[topup]={topup}&form[number]={n}&form[credits]=1&form[note]=x");
        let answer = call(&served, "/api/sales-correct", &cookie, false, &body).await;
        assert!(matches!(answer.status(), StatusCode::NOT_FOUND | StatusCode::UNPROCESSABLE_ENTITY), "{n}");
        let body = format!(r#"{{"filter":{{}},"before":{n}}}"#);
        let answer = call(&served, "/api/ledger", &own, true, &body).await;
        let is_whole = n.parse::<i64>().is_ok() && n.is_ascii();
        assert_eq!(answer.status(), if is_whole { StatusCode::OK } else { StatusCode::BAD_REQUEST }, "{n}");
    }
    assert_eq!(credits::balance(&served.backend, &staff).await.unwrap(), before);
    assert_eq!(backend::service::sales::packs(&served.backend, &person).await.unwrap().len(), 1);
    assert_eq!(credits::check(&served.backend).await.unwrap(), []);
}
