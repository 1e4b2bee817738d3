//! E-mail: who is told what, once, in their language, and never more than that.

use backend::caller::{Salesperson, Staff};
use backend::mail::{Post, begin};
use backend::service::sales::people;
use backend::service::topups::{self, Caller, Deed};
use backend::service::{account, credits};
use backend::settings::{MailSecurity, MailSender, MailSettings};
use backend::{Backend, Error};
use domain::campaign::Objective;
use domain::id::TopUpRef;
use domain::language::Language;
use domain::sales::{SalesPermission, SalesPermissions};
use domain::staff::Role;
use domain::topup::Act;
use rstest::rstest;

use self::smtp::{Received, Smtp};
use crate::desk::{Desk, all};
use crate::topups::{PDF, act, choose, pack, salesperson};

mod low;
#[path = "../../common/smtp.rs"]
mod smtp;

const MINUTE: i64 = 60_000;

/// A pharmacy and a sales service that are told by e-mail.
struct Told {
    desk: Desk,
    sales: Salesperson,
    smtp: Smtp,
    post: Post,
}

fn settings(port: u16) -> MailSettings {
    MailSettings {
        host: "127.0.0.1".into(),
        port,
        security: MailSecurity::None,
        credentials: None,
        from: MailSender::read("Comptoir <comptoir@port.ma>").unwrap(),
        site: "https://sms.port.ma".into(),
    }
}

impl Told {
    async fn open(granted: u32) -> Self {
        let (desk, smtp) = (Desk::open(granted).await, Smtp::start().await);
        let sales = salesperson(&desk.backend).await;
        begin(&desk.backend, true).await.unwrap();
        let post = Post::new(desk.backend.clone(), settings(smtp.port)).unwrap();
        Self { desk, sales, smtp, post }
    }

    /// What comes of all that is due.
    async fn letters(&self) -> Vec<Received> {
        self.post.run_once(self.desk.clock.now()).await.unwrap();
        self.smtp.letters()
    }

    /// To whom, and with which subject, sorted.
    async fn subjects(&self) -> Vec<(String, String)> {
        let letters = self.letters().await;
        let told = letters.iter().map(|letter| (letter.to.join(","), letter.header("Subject").unwrap()));
        let mut told: Vec<_> = told.collect();
        told.sort();
        told
    }

    async fn request(&self) -> TopUpRef {
        topups::request(&self.desk.backend, &self.desk.staff, "Environ 4 000 SMS").await.unwrap()
    }

    /// A request that only has to be activated, everything before told.
    async fn paid(&self, credits: u32) -> TopUpRef {
        let topup = crate::topups::paid(&self.desk, &self.sales, credits).await;
        self.letters().await;
        topup
    }

    async fn waiting(&self) -> i64 {
        let sql = self.desk.sql().await;
        sqlx::query_scalar("SELECT count(*) FROM mail").fetch_one(&sql).await.unwrap()
    }

    /// A send to all who owe.
    async fn send(&self, recipients: u32, key: &str) -> Result<(), Error> {
        let draft = self.desk.draft(Objective::BalanceReminder, Some("Bonjour {nom}"), all(recipients)).await;
        self.desk.send(&draft, key).await.map(|_| ())
    }
}

async fn speaks(backend: &Backend, staff: &Staff, language: Language) {
    account::set_language(backend, staff, language).await.unwrap();
}

fn told(email: &str, subject: &str) -> (String, String) {
    (email.to_owned(), subject.to_owned())
}

#[tokio::test]
async fn from_the_request_to_the_activation_each_side_is_told() {
    let told_by = Told::open(300).await;
    let Told { desk, sales, .. } = &told_by;
    let pack = pack(&desk.backend, sales, 5_000, 175_000).await;
    let reads = SalesPermissions::of(&[SalesPermission::Read]);
    let sells = SalesPermissions::of(&[SalesPermission::Packs]);
    people::add(&desk.backend, "Ali Tazi", "ali@ventes.ma", reads).await.unwrap();
    people::add(&desk.backend, "Omar Tazi", "omar@ventes.ma", sells).await.unwrap();
    desk.colleague(Role::Assistant).await;

    let topup = told_by.request().await;
    topups::request(&desk.backend, &desk.staff, "").await.unwrap();
    let letters = told_by.letters().await;
    let to: Vec<_> = letters.iter().flat_map(|letter| letter.to.clone()).collect();
    assert_eq!(to, ["nadia@ventes.ma", "ali@ventes.ma"], "who sees requests, once");
    let letter = &letters[0];
    assert_eq!(letter.from, "comptoir@port.ma");
    assert_eq!(letter.header("Subject").unwrap(), "Demande de recharge RC-2026-0001 : Pharmacie du Port");
    assert_eq!(letter.header("To").unwrap(), "\"Nadia Cherkaoui\" <nadia@ventes.ma>");
    assert_eq!(letter.header("Auto-Submitted").unwrap(), "auto-generated");
    let text = letter.text();
    assert!(text.starts_with("Bonjour Nadia Cherkaoui,\n\nPharmacie du Port demande une recharge"), "{text}");
    assert!(text.contains(&format!("\nhttps://sms.port.ma/commercial/demandes/{topup}\n")), "{text}");

    choose(&desk.backend, &desk.staff, &topup, &pack).await.unwrap();
    act(&desk.backend, sales, &topup, Act::Issue).await.unwrap();
    assert_eq!(told_by.subjects().await, [], "what the other side reads on its page");
    topups::declare(&desk.backend, &desk.staff, &topup, PDF).await.unwrap();
    topups::declare(&desk.backend, &desk.staff, &topup, PDF).await.unwrap();
    let subject = "Preuve de virement RC-2026-0001 : Pharmacie du Port";
    assert_eq!(told_by.subjects().await, [told("ali@ventes.ma", subject), told("nadia@ventes.ma", subject)]);

    act(&desk.backend, sales, &topup, Act::Receive).await.unwrap();
    for _ in 0..3 {
        act(&desk.backend, sales, &topup, Act::Activate).await.unwrap();
    }
    let letters = told_by.letters().await;
    assert_eq!(letters.len(), 1, "once, and not to the assistant");
    assert_eq!(letters[0].to, std::slice::from_ref(&desk.staff.email));
    assert_eq!(letters[0].header("Subject").unwrap(), "Crédits activés, demande RC-2026-0001");
    let text = letters[0].text();
    assert!(
        text.contains("5\u{202F}000\u{A0}crédits est activée") && text.contains("5\u{202F}300\u{A0}crédits."),
        "{text}"
    );
    assert!(text.contains(&format!("https://sms.port.ma/parametres/solde/recharges/{topup}\n")), "{text}");
    assert_eq!(told_by.waiting().await, 0);
}

#[rstest]
#[case(Language::Ar, "تم تفعيل الرصيد، الطلب RC-2026-0001", "مرحبا Salma Bennani،")]
#[case(Language::En, "Credits activated, request RC-2026-0001", "Hello Salma Bennani,")]
#[tokio::test]
async fn everybody_reads_their_language(#[case] language: Language, #[case] subject: &str, #[case] hello: &str) {
    let told = Told::open(300).await;
    let topup = told.paid(10).await;
    speaks(&told.desk.backend, &told.desk.staff, language).await;
    act(&told.desk.backend, &told.sales, &topup, Act::Activate).await.unwrap();
    let letter = told.letters().await.remove(0);
    assert_eq!(letter.header("Subject").unwrap(), subject);
    assert!(letter.text().starts_with(hello), "{}", letter.text());
}

#[tokio::test]
async fn without_a_server_nothing_is_noted() {
    let told = Told::open(300).await;
    begin(&told.desk.backend, false).await.unwrap();
    let topup = told.paid(10).await;
    act(&told.desk.backend, &told.sales, &topup, Act::Activate).await.unwrap();
    assert_eq!((told.waiting().await, told.smtp.conversations()), (0, 0));
    assert_eq!(told.desk.balance().await, (310, 0, 0));
}

#[tokio::test]
async fn what_was_not_done_is_not_told() {
    let told = Told::open(3).await;
    told.desk.clients(&[("Amina", "0612345610", "10"), ("Karim", "0612345611", "10")]).await;
    credits::set_low_at(&told.desk.backend, &told.desk.staff, 3).await.unwrap();
    let draft = told.desk.draft(Objective::BalanceReminder, Some(&"a".repeat(400)), all(2)).await;
    let agreed = domain::campaign::Agreed { recipients: 2, credits: 6 };
    let backend = &told.desk.backend;
    let refused = backend::service::campaigns::send(backend, &told.desk.staff, &draft, agreed, "key-of-the-form").await;
    assert!(matches!(refused, Err(Error::NoCredit { .. })));
    let full = Told::open(4_000_000_000).await;
    let topup = full.paid(10).await;
    assert!(act(&full.desk.backend, &full.sales, &topup, Act::Activate).await.is_err());
    assert_eq!((told.waiting().await, full.waiting().await), (0, 0));
}

#[tokio::test]
async fn a_server_that_fails_is_tried_again_and_not_for_ever() {
    let told = Told::open(300).await;
    told.request().await;
    told.smtp.answer("RCPT", "451 later");
    assert_eq!(told.letters().await.len(), 0);
    assert_eq!(told.letters().await.len(), 0, "not before its time");
    assert_eq!(told.smtp.conversations(), 1);
    told.desk.clock.advance(MINUTE);
    // Cut while it is not known whether the letter was taken.
    told.smtp.answer(".", "");
    assert_eq!(told.letters().await.len(), 0);
    told.desk.clock.advance(5 * MINUTE);
    let letters = told.letters().await;
    assert_eq!((letters.len(), told.waiting().await), (1, 0));

    let other = Told::open(300).await;
    other.request().await;
    for _ in 0..20 {
        other.smtp.answer("MAIL", "421 closed");
    }
    for _ in 0..20 {
        other.post.run_once(other.desk.clock.now()).await.unwrap();
        other.desk.clock.advance(12 * 60 * MINUTE);
    }
    assert!((4..=8).contains(&other.smtp.conversations()), "{}", other.smtp.conversations());
    assert_eq!((other.smtp.letters().len(), other.waiting().await), (0, 0));
}

#[tokio::test]
async fn an_address_that_is_none_holds_nobody_up() {
    let told = Told::open(300).await;
    let reads = SalesPermissions::of(&[SalesPermission::Read]);
    people::add(&told.desk.backend, "Ali Tazi", "ali@ventes.ma", reads).await.unwrap();
    people::add(&told.desk.backend, "Rita", "a,b;c@ventes.ma", reads).await.unwrap();
    told.request().await;
    told.smtp.answer("RCPT", "550 nobody of this name");
    let letters = told.letters().await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to, ["ali@ventes.ma"], "the first was refused, the third is no address");
    assert_eq!(told.waiting().await, 0);
}

#[tokio::test]
async fn whoever_is_gone_is_told_nothing() {
    let told = Told::open(300).await;
    told.request().await;
    let sql = told.desk.sql().await;
    sqlx::query("UPDATE salesperson SET deactivated_at = 1").execute(&sql).await.unwrap();
    assert_eq!((told.subjects().await, told.waiting().await), (vec![], 0));
    sqlx::query("UPDATE salesperson SET deactivated_at = NULL").execute(&sql).await.unwrap();
    let topup = told.paid(10).await;
    act(&told.desk.backend, &told.sales, &topup, Act::Activate).await.unwrap();
    sqlx::query("UPDATE staff SET permissions = 1").execute(&sql).await.unwrap();
    assert_eq!((told.subjects().await, told.waiting().await), (vec![], 0));
    // Two days later nobody wants to know any more.
    sqlx::query("UPDATE staff SET permissions = 255").execute(&sql).await.unwrap();
    let next = told.request().await;
    topups::act(
        &told.desk.backend,
        Caller::Staff(&told.desk.staff),
        &next,
        Deed { act: Act::Cancel, note: "plus tard", pack: None },
    )
    .await
    .unwrap();
    told.desk.clock.advance(3 * 1_440 * MINUTE);
    assert_eq!((told.subjects().await, told.waiting().await), (vec![], 0));
}

#[tokio::test]
async fn the_process_may_end_between_the_fact_and_the_letter() {
    let told = Told::open(300).await;
    told.request().await;
    // As a kill leaves it: opened anew, nothing closed, and a try that was begun.
    told.smtp.answer(".", "");
    assert_eq!(told.letters().await.len(), 0);
    let again = Backend::open(&told.desk.database(), told.desk.clock.clone()).await.unwrap();
    begin(&again, true).await.unwrap();
    let post = Post::new(again, settings(told.smtp.port)).unwrap();
    assert_eq!(post.run_once(told.desk.clock.now() + MINUTE).await.unwrap(), 1);
    assert_eq!(post.run_once(told.desk.clock.now() + 60 * MINUTE).await.unwrap(), 0);
    let letters = told.smtp.letters();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].header("Message-ID").unwrap().ends_with("@port.ma>"));
}

#[tokio::test]
async fn nobody_writes_a_header_of_ours() {
    let told = Told::open(300).await;
    let sql = told.desk.sql().await;
    let usual = {
        told.request().await;
        told.letters().await.remove(0).headers()
    };
    // No service takes such names: here they come from behind.
    for statement in [
        "UPDATE pharmacy SET name = 'Port' || char(13, 10) || 'Bcc: evil@evil.ma' || char(13, 10, 13, 10) || 'Achetez'",
        "UPDATE salesperson SET name = 'Nadia\"' || char(13, 10) || 'Cc: evil@evil.ma, <x@evil.ma>' || char(8232) || '😀'",
    ] {
        sqlx::query(statement).execute(&sql).await.unwrap();
    }
    sqlx::query("UPDATE topup SET state = 7").execute(&sql).await.unwrap();
    told.request().await;
    let letter = told.letters().await.remove(0);
    assert_eq!(letter.headers(), usual, "{}", letter.raw);
    assert_eq!(letter.to, ["nadia@ventes.ma"]);
    assert!(letter.header("Subject").unwrap().contains("Port  Bcc: evil@evil.ma"));
    assert!(letter.text().starts_with("Bonjour Nadia\""), "{}", letter.text());
    let head = letter.raw.split("\r\n\r\n").next().unwrap();
    assert!(head.is_ascii() && head.lines().all(|line| !line.starts_with("Bcc") && !line.starts_with("Cc")), "{head}");
}

#[tokio::test]
async fn no_letter_names_a_client_a_phone_or_a_text() {
    let told = Told::open(50).await;
    let desk = &told.desk;
    credits::set_low_at(&desk.backend, &desk.staff, 50).await.unwrap();
    desk.clients(&[("Zoubida", "0698765432", "10")]).await;
    let draft = desk.draft(Objective::BalanceReminder, Some("Ordonnance de {nom}"), all(1)).await;
    let mut letters = vec![];
    desk.send(&draft, "key-of-the-form").await.unwrap();
    letters.extend(told.letters().await);
    desk.deliver().await;
    let pack = pack(&desk.backend, &told.sales, 10, 1_000).await;
    let topup = told.request().await;
    letters.extend(told.letters().await);
    choose(&desk.backend, &desk.staff, &topup, &pack).await.unwrap();
    act(&desk.backend, &told.sales, &topup, Act::Issue).await.unwrap();
    topups::declare(&desk.backend, &desk.staff, &topup, PDF).await.unwrap();
    act(&desk.backend, &told.sales, &topup, Act::Receive).await.unwrap();
    act(&desk.backend, &told.sales, &topup, Act::Activate).await.unwrap();
    letters.extend(told.letters().await);
    assert_eq!(letters.len(), 4, "each kind");
    for letter in letters {
        let said = format!("{}\n{}", letter.raw, letter.text());
        for secret in ["Zoubida", "98765432", "98 76 54 32", "Ordonnance", "Rappel", "4 000 SMS"] {
            assert!(!said.contains(secret), "{secret}: {said}");
        }
    }
}

#[tokio::test]
async fn a_server_that_asks_who_we_are_is_told() {
    let told = Told::open(300).await;
    let credentials = Some(("comptoir".to_owned(), "mot-secret-1".into()));
    let settings = MailSettings { credentials, ..settings(told.smtp.port) };
    let post = Post::new(told.desk.backend.clone(), settings).unwrap();
    told.request().await;
    // A wrong password is ours to mend: the letter waits.
    told.smtp.answer("AUTH", "535 no");
    assert_eq!(post.run_once(told.desk.clock.now()).await.unwrap(), 0);
    told.desk.clock.advance(MINUTE);
    assert_eq!(post.run_once(told.desk.clock.now()).await.unwrap(), 1);
    // `\0comptoir\0mot-secret-1`, in base64.
    assert_eq!(told.smtp.credentials(), ["AUTH PLAIN AGNvbXB0b2lyAG1vdC1zZWNyZXQtMQ=="]);
}

#[tokio::test]
async fn a_post_at_work_sends_what_comes_and_stops_when_told() {
    let told = Told::open(300).await;
    let post = Post::new(told.desk.backend.clone(), settings(told.smtp.port)).unwrap().start();
    told.request().await;
    let mut letters = told.smtp.letters();
    while letters.is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        letters = told.smtp.letters();
    }
    assert_eq!(letters[0].to, ["nadia@ventes.ma"]);
    post.stop().await;
    assert_eq!(told.waiting().await, 0, "it ended only after it had noted that the letter was taken");
}

#[tokio::test]
async fn a_certificate_is_asked_for_where_the_connection_is_to_be_secret() {
    let told = Told::open(300).await;
    let secret = MailSettings { security: MailSecurity::StartTls, ..settings(told.smtp.port) };
    let post = Post::new(told.desk.backend.clone(), secret).unwrap();
    told.request().await;
    // The server offers none: nothing is said to it.
    assert_eq!(post.run_once(told.desk.clock.now()).await.unwrap(), 0);
    assert_eq!((told.smtp.letters().len(), told.waiting().await), (0, 1));
}
