//! The send that a person is preparing: kept, offered where another one is newer, ended with the send.

use backend::Error;
use backend::service::drafts::{give_up, keep, open};
use domain::campaign::{Audience, Objective};
use domain::draft::{Answer, Content, Kept, MAX_TICKED};
use domain::form::{Fault, Field, FieldErrors};
use domain::staff::Role;
use domain::template::Texts;

use crate::desk::{Desk, refused};

const KEY: &str = "key-of-the-form";

fn searching(search: &str) -> Content {
    Content { search: search.to_owned(), ..Content::default() }
}

async fn save(desk: &Desk, revision: u32, search: &str) -> Answer {
    keep(&desk.backend, &desk.staff, revision, KEY, &searching(search)).await.unwrap()
}

fn saved(answer: Answer) -> Kept {
    match answer {
        Answer::Saved(kept) => kept,
        Answer::Newer(_) => panic!("refused"),
    }
}

async fn there(desk: &Desk) -> Kept {
    open(&desk.backend, &desk.staff).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_draft_is_there_on_another_device() {
    let desk = Desk::open(0).await;
    assert_eq!(open(&desk.backend, &desk.staff).await.unwrap(), None);
    let client = desk.clients(&[("Alami", "0612345610", "250,50")]).await.remove(0);
    let content = Content {
        objective: Objective::Custom,
        ticked: vec![client],
        only_here: Some(Texts::typed("Bonjour {nom}", "مرحبا")),
        later: true,
        time: "2026-11-26T09:00".to_owned(),
        ..searching("ala")
    };
    let kept = saved(keep(&desk.backend, &desk.staff, 0, KEY, &content).await.unwrap());
    assert_eq!((kept.revision, kept.key.as_str(), kept.saved.time.as_str(), kept.today), (1, KEY, "12:00", true));
    assert_eq!(there(&desk).await, Kept { content: Some(content), ..kept });

    // The day after it is of yesterday.
    desk.clock.advance(12 * 3_600_000);
    assert!(!there(&desk).await.today);
}

#[tokio::test]
async fn an_older_revision_writes_nothing_and_is_given_the_newer() {
    let desk = Desk::open(0).await;
    assert_eq!(saved(save(&desk, 0, "first").await).revision, 1);
    assert_eq!(saved(save(&desk, 1, "second").await).revision, 2);
    let Answer::Newer(newer) = save(&desk, 1, "from another tab").await else { panic!("overwritten") };
    assert_eq!((newer.revision, newer.content), (2, Some(searching("second"))));
    assert_eq!(there(&desk).await.content, Some(searching("second")));
    // Whoever keeps theirs after all does so from the newer one.
    assert_eq!(saved(save(&desk, 2, "from another tab").await).revision, 3);
}

#[tokio::test]
async fn the_same_draft_once_more_is_no_conflict() {
    let desk = Desk::open(0).await;
    save(&desk, 0, "amina").await;
    assert_eq!(saved(save(&desk, 0, "amina").await).revision, 1, "the answer was lost");
}

#[tokio::test]
async fn two_tabs_at_once_keep_one_draft() {
    let desk = Desk::open(0).await;
    let (one, two) = futures::join!(save(&desk, 0, "one"), save(&desk, 0, "two"));
    let is_saved = |answer: &Answer| matches!(answer, Answer::Saved(_));
    assert!(is_saved(&one) != is_saved(&two));
    assert_eq!(there(&desk).await.revision, 1);
}

#[tokio::test]
async fn a_send_ends_its_draft_and_an_open_tab_does_not_bring_it_back() {
    let desk = Desk::open(10).await;
    let ticked = desk.clients(&[("Alami", "0612345610", "250,50")]).await;
    save(&desk, 0, "ala").await;
    let draft = desk.draft(Objective::Custom, None, Audience::Ticked(ticked.clone())).await;
    let sent = desk.send(&draft, KEY).await.unwrap();
    let ended = there(&desk).await;
    assert_eq!((ended.revision, ended.content), (2, None));
    let Answer::Newer(newer) = save(&desk, 1, "alam").await else { panic!("it came back") };
    assert_eq!(newer.content, None);
    assert_eq!(desk.send(&draft, KEY).await.unwrap(), sent, "the same draft is the same send");
    assert_eq!(there(&desk).await.revision, 2);
}

#[tokio::test]
async fn what_was_on_its_way_when_its_send_was_made_is_no_draft() {
    let desk = Desk::open(10).await;
    let ticked = desk.clients(&[("Alami", "0612345610", "250,50")]).await;
    let draft = desk.draft(Objective::Custom, None, Audience::Ticked(ticked)).await;
    desk.send(&draft, KEY).await.unwrap();
    let Answer::Newer(ended) = save(&desk, 0, "ala").await else { panic!("it came back, with a key that is used") };
    assert_eq!((ended.revision, ended.content, open(&desk.backend, &desk.staff).await.unwrap()), (0, None, None));

    // The same after a draft that was given up before.
    let other = keep(&desk.backend, &desk.staff, 0, "another-form", &searching("tazi")).await.unwrap();
    assert_eq!((saved(other).revision, give_up(&desk.backend, &desk.staff).await.unwrap()), (1, 2));
    assert!(matches!(save(&desk, 2, "ala").await, Answer::Newer(Kept { revision: 2, content: None, .. })));
    assert_eq!(there(&desk).await.content, None);
}

#[tokio::test]
async fn the_send_of_another_form_leaves_the_draft() {
    let desk = Desk::open(10).await;
    let ticked = desk.clients(&[("Alami", "0612345610", "250,50")]).await;
    save(&desk, 0, "ala").await;
    let draft = desk.draft(Objective::Custom, None, Audience::Ticked(ticked)).await;
    desk.send(&draft, "another-form").await.unwrap();
    assert_eq!(there(&desk).await.content, Some(searching("ala")));
}

#[tokio::test]
async fn a_draft_is_given_up_once() {
    let desk = Desk::open(0).await;
    assert_eq!(give_up(&desk.backend, &desk.staff).await.unwrap(), 0);
    save(&desk, 0, "ala").await;
    for _ in 0..2 {
        assert_eq!(give_up(&desk.backend, &desk.staff).await.unwrap(), 2);
        let ended = there(&desk).await;
        assert_eq!((ended.revision, ended.content), (2, None));
    }
    assert_eq!(saved(save(&desk, 2, "new").await).revision, 3);
}

#[tokio::test]
async fn a_draft_is_of_one_person_who_may_send() {
    let desk = Desk::open(0).await;
    save(&desk, 0, "ala").await;
    let colleague = desk.colleague(Role::Gestionnaire).await;
    assert_eq!(open(&desk.backend, &colleague).await.unwrap(), None);
    let assistant = desk.colleague(Role::Assistant).await;
    assert!(matches!(refused(open(&desk.backend, &assistant).await), Error::Denied));
    assert!(matches!(refused(give_up(&desk.backend, &assistant).await), Error::Denied));
    let kept = keep(&desk.backend, &assistant, 0, KEY, &Content::default()).await;
    assert!(matches!(refused(kept), Error::Denied));
}

#[tokio::test]
async fn what_no_page_makes_is_refused() {
    let desk = Desk::open(0).await;
    let client = desk.clients(&[("Alami", "0612345610", "250,50")]).await.remove(0);
    let many = Content { ticked: vec![client; MAX_TICKED + 1], ..Content::default() };
    let faults = FieldErrors::one(Field::Text, Fault::TooLong);
    let kept = keep(&desk.backend, &desk.staff, 0, KEY, &many).await;
    assert!(matches!(refused(kept), Error::Invalid(told) if told == faults));
    for key in ["", "short", "with space", &"k".repeat(65)] {
        let kept = keep(&desk.backend, &desk.staff, 0, key, &Content::default()).await;
        assert!(matches!(refused(kept), Error::Invalid(_)), "{key}");
    }
    assert_eq!(open(&desk.backend, &desk.staff).await.unwrap(), None);
}

#[tokio::test]
async fn a_draft_of_a_later_version_is_no_obstacle() {
    let desk = Desk::open(0).await;
    save(&desk, 0, "ala").await;
    let sql = desk.sql().await;
    sqlx::query("UPDATE draft SET content = '{\"search\":7}'").execute(&sql).await.unwrap();
    assert_eq!(there(&desk).await.content, None);
    assert_eq!(saved(save(&desk, 1, "new").await).revision, 2);
}
