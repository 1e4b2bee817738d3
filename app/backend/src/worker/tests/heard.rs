//! What people write: STOP, and everything else.

use domain::client::Filter;
use domain::message::Status;
use domain::staff::Role;

use tokio::sync::oneshot;

use super::line::{Line, add_clients};
use crate::fixture::pharmacy;
use crate::gateway::{Event, Inbound, News};
use crate::service::clients;

/// Somebody writes; the answer says when it is stored.
fn hear(line: &Line, reference: &str, from: &str, text: &str) -> oneshot::Receiver<()> {
    let [reference, from, to, text] = [reference, from, "AL AMAL", text].map(str::to_owned);
    let (stored, is_stored) = oneshot::channel();
    let news = News::Inbound(Inbound { reference, from, to, text });
    line.events.send(Event { news, stored: Some(stored) }).unwrap();
    is_stored
}

#[tokio::test]
async fn stop_is_a_fact_of_the_phone_whoever_has_it() {
    let mut line = Line::open(2, []).await;
    let mut tx = line.backend.store().write().await.unwrap();
    let consent = "INSERT INTO consent SELECT id, '+212612345610', 0, NULL, 'counter' FROM pharmacy";
    sqlx::query(consent).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let stored = hear(&line, "1", "0612345610", "« Arrêt »");
    hear(&line, "1", "0612345610", "« Arrêt »");
    hear(&line, "2", "+212 6 99 99 99 99", "قِف");
    hear(&line, "3", "212612345611", "Merci, je passe demain");
    hear(&line, "4", "36111", "STOP");
    line.round().await;
    stored.await.expect("whoever tells it is answered once it is stored");
    assert_eq!(line.counts().await, [(Status::Sent, 1), (Status::Excluded, 1)], "stored before anything is claimed");
    let mut conn = line.backend.store().read().await.unwrap();
    let of = |query: &'static str| sqlx::query_scalar::<_, String>(query);
    let phones = of("SELECT phone FROM opt_out WHERE how = 'sms' ORDER BY phone").fetch_all(&mut *conn).await.unwrap();
    assert_eq!(phones, ["+212612345610", "+212699999999"]);
    let consenting = of("SELECT phone FROM consent").fetch_all(&mut *conn).await.unwrap();
    assert_eq!(consenting, Vec::<String>::new(), "no promotions either");
    let kept = of("SELECT text FROM inbound ORDER BY reference").fetch_all(&mut *conn).await.unwrap();
    assert_eq!(kept, ["« Arrêt »", "Merci, je passe demain"], "what nobody's client writes is kept by nobody");
}

#[tokio::test]
async fn what_a_client_writes_is_read_by_their_pharmacy_the_newest_first() {
    let mut line = Line::open(1, []).await;
    let other = pharmacy(&line.backend, "Autre", Role::Titulaire).await;
    for n in 0..25 {
        hear(&line, &format!("r{n}"), "0612345610", &format!("Message {n}"));
    }
    hear(&line, "stop", "0612345610", "STOP");
    hear(&line, "nobody", "0699999999", "Merci");
    hear(&line, "nobody's stop", "0699999999", "STOP");
    line.round().await;
    let client = clients::list(&line.backend, &line.staff, &Filter::default(), clients::Order::Name, 1).await.unwrap();
    let client = client.lines[0].client.clone();
    let texts = clients::written(&line.backend, &line.staff, &client).await.unwrap();
    assert_eq!((texts.len(), texts[0].text.as_str(), texts[0].stops), (20, "STOP", true));
    assert_eq!((texts[1].text.as_str(), texts[19].text.as_str(), texts[1].stops), ("Message 24", "Message 6", false));
    assert_eq!(clients::written(&line.backend, &other, &client).await.unwrap(), []);

    // Who becomes a client later wrote to somebody else; that they want no SMS is known.
    add_clients(&line.backend, &other, [("Nouvelle".to_owned(), "0699999999".to_owned())].into_iter()).await;
    let list = clients::list(&line.backend, &other, &Filter::default(), clients::Order::Name, 1).await.unwrap();
    let new = &list.lines[0].client;
    assert_eq!(clients::written(&line.backend, &other, new).await.unwrap(), []);
    assert!(clients::card(&line.backend, &other, new).await.unwrap().opted_out.is_some());
}
