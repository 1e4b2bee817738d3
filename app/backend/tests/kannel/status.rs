//! Kannel's status page, as the screen *Passerelle* shows what it says.

use backend::settings::KannelSettings;
use domain::gateway::{Health, Note, TroubleKind};

use super::desk::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn the_status_page_tells_how_kannel_is() {
    let mut desk = Desk::new([10]).await;
    desk.smsc.set_down(true);
    desk.kannel.start().await;
    desk.work().await;
    let gateway = desk.until_gateway(|gateway| gateway.health == Health::Working).await;
    assert_eq!((gateway.notes, gateway.last_error), (vec![Note::Unlinked], None), "it runs, and reaches no SMSC");

    desk.smsc.set_down(false);
    let gateway = desk.until_gateway(|gateway| gateway.notes.is_empty()).await;
    assert_eq!((gateway.health, gateway.last_error), (Health::Working, None));

    desk.smsc.set_down(true);
    desk.until_gateway(|gateway| gateway.notes == [Note::Unlinked]).await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_wrongly_is_said() {
    let mut desk = Desk::new([10]).await;
    desk.kannel.start().await;
    let wrong = KannelSettings { status_password: Some("wrong".to_owned().into()), ..desk.settings() };
    desk.work_with(wrong).await;
    let gateway = desk.until_gateway(|gateway| gateway.last_error.is_some()).await;
    assert_eq!(gateway.last_error.unwrap().0.kind, TroubleKind::Credentials);
    assert_eq!(gateway.health, Health::Untried, "nothing is known of its messages");

    // An id that Kannel does not know: it says nothing of it when it is handed a message.
    desk.work_with(KannelSettings { smsc: Some("another".into()), ..desk.settings() }).await;
    desk.until_gateway(|gateway| gateway.notes == [Note::Unlinked]).await;
    desk.close().await;
}
