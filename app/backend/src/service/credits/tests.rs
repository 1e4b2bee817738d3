//! Whatever happens in whatever order, accounts, ledger, messages and requests agree.

use domain::campaign::{Agreed, Audience, Command, Draft, Objective, Text};
use domain::client::Filter;
use domain::id::{CampaignRef, MessageId};
use domain::language::Language;
use domain::message::{Reason, Status};
use domain::money::Money;
use domain::sales::{SalesPermission, SalesPermissions};
use domain::staff::Role;
use domain::template::Texts;
use domain::topup::Act;
use proptest::prelude::*;

use crate::caller::{Salesperson, Staff};
use crate::clock::Clock;
use crate::error::{Conflict, Error};
use crate::fixture::pharmacy;
use crate::gateway::{About, News, Report};
use crate::service::delivery::{Outcome, Turn, give_up, take_over, turn};
use crate::service::sales::{self, PackDraft, people};
use crate::service::topups::{self, Caller, Deed};
use crate::service::{campaigns, clients, credits, history, templates};
use crate::store::credits::Entry;
use crate::{Backend, store};

const NOON: i64 = 1_795_521_600_000;
const PHARMACIES: usize = 3;
const CLIENTS: usize = 4;
const INSTANCE: i64 = 7;

/// What may happen. Numbers choose among what there is then.
#[derive(Clone, Debug)]
enum Step {
    Send(usize, usize),
    Claim(u32),
    Outcome(usize, u8),
    Report(usize, u8),
    Stop(usize),
    GiveUp,
    TakeOver,
    TopUp(usize),
    Correct(usize, i64, u32),
    Owes(usize, usize, bool),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..PHARMACIES, 1usize..4).prop_map(|(pharmacy, parts)| Step::Send(pharmacy, parts)),
        6 => (1u32..6).prop_map(Step::Claim),
        8 => (any::<usize>(), 0u8..4).prop_map(|(which, how)| Step::Outcome(which, how)),
        6 => (any::<usize>(), 0u8..5).prop_map(|(which, how)| Step::Report(which, how)),
        2 => any::<usize>().prop_map(Step::Stop),
        1 => Just(Step::GiveUp),
        1 => Just(Step::TakeOver),
        2 => (0..PHARMACIES).prop_map(Step::TopUp),
        3 => (0..PHARMACIES, 0..CLIENTS, any::<bool>()).prop_map(|(at, client, owes)| Step::Owes(at, client, owes)),
        3 => (0..PHARMACIES, 1i64..12, 1u32..9).prop_map(|(at, number, n)| Step::Correct(at, number, n)),
    ]
}

struct World {
    backend: Backend,
    staff: Vec<Staff>,
    sales: Salesperson,
    owing: [[bool; CLIENTS]; PHARMACIES],
    campaigns: Vec<(usize, CampaignRef)>,
    in_hand: Vec<MessageId>,
    now: i64,
    sends: u32,
    _folder: tempfile::TempDir,
}

impl World {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let backend = Backend::open(&folder.path().join("file.db"), Clock::manual(NOON)).await.unwrap();
        let permissions = SalesPermissions::of(&SalesPermission::ALL);
        let id = people::add(&backend, "Nadia", "nadia@ventes.ma", permissions).await.unwrap();
        let sales = Salesperson { id, name: "Nadia".into(), email: String::new(), permissions, language: Language::Fr };
        let bank = domain::pack::BankDetails {
            holder: "Comptoir".into(),
            address: "Casablanca".into(),
            tax_id: String::new(),
            bank: "Banque".into(),
            rib: "011780000012345678901296".into(),
        };
        sales::save_bank(&backend, &sales, &bank).await.unwrap();
        let pack = PackDraft { pack: None, name: "Pack", credits: 15, price: Money::from_centimes(500) };
        sales::save_pack(&backend, &sales, pack).await.unwrap();
        let mut staff = vec![];
        for n in 0..PHARMACIES {
            let person = pharmacy(&backend, &format!("Pharmacie {n}"), Role::Titulaire).await;
            credits::grant(&backend, person.pharmacy, 20, "test").await.unwrap();
            staff.push(person);
        }
        let (campaigns, in_hand) = (vec![], vec![]);
        let owing = [[false; CLIENTS]; PHARMACIES];
        let mut world = Self { backend, staff, sales, owing, campaigns, in_hand, now: NOON, sends: 0, _folder: folder };
        for at in 0..PHARMACIES {
            for client in 0..CLIENTS {
                world.owes(at, client, 10).await;
            }
        }
        world
    }

    /// What a client owes: who owes nothing any more is left out of a reminder that waits.
    async fn owes(&mut self, at: usize, client: usize, dirhams: u32) {
        self.owing[at][client] = dirhams > 0;
        let file =
            format!("Référence;Nom;Téléphone;Solde\n{client};Client{client};06123456{};{dirhams}\n", client + 10);
        let report = clients::import(&self.backend, self.staff[at].pharmacy, file.as_bytes()).await.unwrap();
        assert_eq!(report.faults, []);
    }

    async fn take(&mut self, step: Step) {
        self.now += 1_000;
        match step {
            Step::Send(at, parts) => self.send(at, parts).await,
            Step::Claim(limit) => {
                let claim = Turn { now: self.now, claim: Some((INSTANCE, limit)), ..Turn::default() };
                let claim = turn(&self.backend, claim).await.unwrap().claim;
                self.in_hand.extend(claim.handovers.iter().map(|one| one.message.message));
            }
            Step::Outcome(which, how) => {
                if self.in_hand.is_empty() {
                    return;
                }
                let message = self.in_hand.remove(which % self.in_hand.len());
                let outcome = match how {
                    0 => Outcome::Accepted { reference: message.0.to_string() },
                    1 => Outcome::Refused(Reason::NumberRefused),
                    2 => Outcome::Unknown,
                    _ => Outcome::Later { due_at: self.now },
                };
                let outcomes = [(message, outcome)];
                turn(&self.backend, Turn { now: self.now, outcomes: &outcomes, ..Turn::default() }).await.unwrap();
            }
            Step::Report(which, how) => self.report(which, how).await,
            Step::Stop(which) => {
                if let Some((at, campaign)) = self.campaigns.get(which % self.campaigns.len().max(1)) {
                    // A campaign that is over cannot be stopped: no fault.
                    let _over = campaigns::control(&self.backend, &self.staff[*at], campaign, Command::Stop).await;
                }
            }
            Step::GiveUp => {
                self.now += 25 * 3_600_000;
                give_up(&self.backend, self.now).await.unwrap();
            }
            Step::TakeOver => {
                self.in_hand.clear();
                take_over(&self.backend, INSTANCE + 1, self.now).await.unwrap();
            }
            Step::TopUp(at) => self.top_up(at).await,
            Step::Correct(at, number, n) => self.correct(at, number, n).await,
            Step::Owes(at, client, owes) => self.owes(at, client, if owes { 10 } else { 0 }).await,
        }
    }

    async fn send(&mut self, at: usize, parts: usize) {
        let staff = &self.staff[at];
        let shown = u32::try_from(self.owing[at].iter().filter(|owes| **owes).count()).unwrap();
        let saved = templates::list(&self.backend, staff).await.unwrap();
        let saved = saved.into_iter().find(|saved| saved.objective == Objective::BalanceReminder).unwrap();
        let text = "a".repeat(150 * parts);
        let draft = Draft {
            objective: Objective::BalanceReminder,
            text: Text { template: saved.template, version: saved.version, only_here: Some(Texts::one(&text)) },
            audience: Audience::All { filter: Filter::default(), shown },
            at: None,
            canary: false,
        };
        self.sends += 1;
        let agreed = Agreed { recipients: 4, credits: 1_000 };
        let key = format!("key-of-the-form-{}", self.sends);
        match campaigns::send(&self.backend, staff, &draft, agreed, &key).await {
            Ok(campaign) => self.campaigns.push((at, campaign)),
            Err(Error::NoCredit { .. } | Error::Conflict(Conflict::NobodyLeft)) => {}
            Err(other) => panic!("{other}"),
        }
    }

    /// A report on any message that there is, accepted or not: reports come twice, late, and before the answer.
    async fn report(&mut self, which: usize, how: u8) {
        let mut conn = self.backend.store().read().await.unwrap();
        // Across pharmacies, as no query of the store may: a network reports on any message.
        let ids: Vec<i64> = sqlx::query_scalar("SELECT id FROM message_list WHERE status >= 2 ORDER BY id")
            .fetch_all(&mut *conn)
            .await
            .unwrap();
        drop(conn);
        if ids.is_empty() {
            return;
        }
        let (status, reason) = match how {
            0 => (Status::Delivered, None),
            1 => (Status::Failed, Some(Reason::NumberRefused)),
            2 => (Status::Failed, Some(Reason::UnknownNumber)),
            3 => (Status::Expired, Some(Reason::Unreachable)),
            _ => (Status::Sent, None),
        };
        let about = About::Message(MessageId(ids[which % ids.len()]));
        let news = News::Report(Report { about, status, reason, detail: None, reference: None });
        turn(&self.backend, Turn { now: self.now, news: &[&news], ..Turn::default() }).await.unwrap();
    }

    async fn top_up(&mut self, at: usize) {
        let staff = &self.staff[at];
        let topup = topups::request(&self.backend, staff, "").await.unwrap();
        let pack = topups::packs(&self.backend, staff).await.unwrap().remove(0);
        let choose = Deed { act: Act::Choose, note: "", pack: Some((&pack.pack, pack.version)) };
        topups::act(&self.backend, Caller::Staff(staff), &topup, choose).await.unwrap();
        let sold = async |act| {
            let deed = Deed { act, note: "", pack: None };
            topups::act(&self.backend, Caller::Sales(&self.sales), &topup, deed).await.unwrap();
        };
        sold(Act::Issue).await;
        topups::declare(&self.backend, staff, &topup, b"%PDF-1.7").await.unwrap();
        sold(Act::Receive).await;
        sold(Act::Activate).await;
        sold(Act::Activate).await;
    }

    async fn correct(&mut self, at: usize, number: i64, n: u32) {
        let mut conn = self.backend.store().read().await.unwrap();
        let pharmacy = self.staff[at].pharmacy;
        let known = store::topups::of_pharmacy(&mut conn, pharmacy, 1).await.unwrap().pop();
        drop(conn);
        let Some(topup) = known else { return };
        match sales::correct(&self.backend, &self.sales, &topup.reference, number, n, "erreur").await {
            Ok(()) | Err(Error::NotFound | Error::Invalid(_) | Error::Conflict(_) | Error::NoCredit { .. }) => {}
            Err(other) => panic!("{other}"),
        }
    }

    async fn agrees(&self) {
        assert_eq!(credits::check(&self.backend).await.unwrap(), []);
        assert_eq!(history::check(&self.backend).await.unwrap(), [], "the counters, among others");
        let mut conn = self.backend.store().read().await.unwrap();
        for staff in &self.staff {
            let balance = store::credits::balance(&mut conn, staff.pharmacy).await;
            assert!(balance.is_ok(), "a sum below zero is none that can be read: {balance:?}");
        }
    }
}

impl World {
    /// A request, four credits spent in one entry, and what their messages are. The entry is the fourth.
    async fn four_spent() -> (Self, Vec<MessageId>) {
        let mut world = Self::open().await;
        world.top_up(0).await;
        let messages = world.spend_four().await;
        (world, messages)
    }

    async fn spend_four(&mut self) -> Vec<MessageId> {
        self.send(0, 1).await;
        self.take(Step::Claim(4)).await;
        let messages = std::mem::take(&mut self.in_hand);
        let accepted = |message: &MessageId| (*message, Outcome::Accepted { reference: message.0.to_string() });
        let outcomes: Vec<_> = messages.iter().map(accepted).collect();
        turn(&self.backend, Turn { now: self.now, outcomes: &outcomes, ..Turn::default() }).await.unwrap();
        messages
    }

    async fn refuse(&self, messages: &[MessageId]) {
        let report = |message: &MessageId| {
            let (status, reason) = (Status::Failed, Some(Reason::NumberRefused));
            News::Report(Report { about: About::Message(*message), status, reason, detail: None, reference: None })
        };
        let news: Vec<_> = messages.iter().map(report).collect();
        let news: Vec<_> = news.iter().collect();
        turn(&self.backend, Turn { now: self.now, news: &news, ..Turn::default() }).await.unwrap();
    }

    async fn corrects(&self, number: i64, credits: u32) -> Result<(), Error> {
        let mut conn = self.backend.store().read().await.unwrap();
        let topup = store::topups::of_pharmacy(&mut conn, self.staff[0].pharmacy, 1).await.unwrap().pop().unwrap();
        drop(conn);
        sales::correct(&self.backend, &self.sales, &topup.reference, number, credits, "erreur").await
    }

    async fn balance(&self) -> (u32, u32, u32) {
        let balance = credits::balance(&self.backend, &self.staff[0]).await.unwrap();
        (balance.available.0, balance.reserved.0, balance.spent.0)
    }
}

#[tokio::test]
async fn a_report_gives_back_only_what_the_sales_service_has_not() {
    let (world, messages) = World::four_spent().await;
    assert_eq!(world.balance().await, (31, 0, 4));
    world.corrects(4, 3).await.unwrap();
    world.refuse(&messages[..2]).await;
    assert_eq!(world.balance().await, (35, 0, 0), "one was left");
    world.refuse(&messages[2..]).await;
    assert_eq!(world.balance().await, (35, 0, 0), "the turn is done, and nothing is given back twice");
    world.agrees().await;
}

#[tokio::test]
async fn the_sales_service_gives_back_only_what_reports_have_not() {
    let (world, messages) = World::four_spent().await;
    world.refuse(&messages[..3]).await;
    assert_eq!(world.balance().await, (34, 0, 1));
    assert!(matches!(world.corrects(4, 2).await, Err(Error::Invalid(_))), "one is left");
    world.corrects(4, 1).await.unwrap();
    assert!(matches!(world.corrects(4, 1).await, Err(Error::Conflict(Conflict::NotCorrectable))));
    world.refuse(&messages[3..]).await;
    assert_eq!(world.balance().await, (35, 0, 0));
    world.agrees().await;
}

#[tokio::test]
async fn who_pays_meanwhile_is_left_out_and_everything_agrees() {
    let mut world = World::open().await;
    world.send(0, 1).await;
    world.owes(0, 2, 0).await;
    world.take(Step::Claim(4)).await;
    assert_eq!((world.in_hand.len(), world.balance().await), (3, (17, 3, 0)));
    world.agrees().await;
}

/// As before either of them looked at the other.
#[tokio::test]
async fn the_recount_names_what_was_given_back_twice() {
    let (mut world, messages) = World::four_spent().await;
    let first = world.staff[0].pharmacy;
    let other = world.spend_four().await;
    world.corrects(4, 4).await.unwrap();
    let mut tx = world.backend.store().write().await.unwrap();
    let campaign = store::messages::standing(&mut tx, &messages[..1]).await.unwrap()[0].campaign;
    let twice = Entry { campaign: Some(campaign), ..Entry::correct(2) };
    store::credits::move_credits(&mut tx, first, world.now, twice).await.unwrap();
    tx.commit().await.unwrap();
    let found = credits::check(&world.backend).await.unwrap();
    let named = found.iter().find(|found| found.what.starts_with("credits that reports and corrections gave back"));
    assert_eq!(named.map(|named| (named.is, named.should_be)), Some((6, 4)), "{found:?}");
    // Even then no turn fails: two credits are spent still, of the four of another campaign.
    world.refuse(&other).await;
    assert_eq!(world.balance().await, (35, 0, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn whatever_happens_everything_agrees(steps in prop::collection::vec(step(), 20..60)) {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            let mut world = World::open().await;
            for step in steps {
                world.take(step).await;
                world.agrees().await;
            }
        });
    }
}
