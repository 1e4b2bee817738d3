//! Two pharmacies with some hundred messages of every kind, and what must be found among them, found out message by message.

use domain::client::Filter as ClientFilter;
use domain::fold::{fold, words};
use domain::history::{Column, Filter, Query, Term, status_words, terms};
use domain::id::{CampaignRef, ClientRef, StaffRef};
use domain::message::{Counts, Reason, Status};
use domain::phone::PhoneNumber;
use domain::staff::Role;
use sqlx::FromRow;

use crate::Backend;
use crate::caller::Staff;
use crate::clock::Clock;
use crate::fixture;
use crate::service::demo::Chance;
use crate::service::history::{PastCampaign, PastMessage, add_past};
use crate::service::{clients, credits, pharmacies, templates};

pub(super) const NOON: i64 = 1_795_521_600_000;
const HOUR: i64 = 3_600_000;
/// Names that are words of texts and statuses too.
const STAFF: [&str; 4] = ["Karim Alaoui", "Omar Livre", "Été Salma", "Salma Bennani"];
const FIRST: [&str; 8] = ["Amina", "Salma", "فاطمة", "Karim", "Élodie", "Zineb", "Omar", ""];
const LAST: [&str; 6] = ["Bennani", "El Idrissi", "Alaoui", "بناني", "Échec", "Tazi"];
const TEXTS: [&str; 7] = [
    "Bonjour {}, votre solde est de {} DH. Merci",
    "Votre commande est prête, {}. Appelez le 0612345678",
    "{} : rappel, livré à 1 250,50 % près le {}",
    "Été comme hiver, {} _ la pharmacie est ouverte 100%",
    "السيدة {} رصيدكم {} درهم",
    "Œuvre \"citée\" OR {} AND NEAR({})",
    "Solde solde soldes {}",
];

pub(super) struct World {
    pub(super) backend: Backend,
    pub(super) staff: Staff,
    pub(super) managers: Vec<StaffRef>,
    pub(super) campaigns: Vec<CampaignRef>,
    pub(super) clients: Vec<ClientRef>,
    pub(super) rows: Vec<Row>,
    folder: tempfile::TempDir,
}

/// A message as it stands in the tables.
#[derive(Clone, FromRow)]
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) status: i64,
    pub(super) staff_id: i64,
    objective: i64,
    content: String,
    recipient: String,
    phone: String,
    manager: String,
    manager_ref: String,
    campaign: String,
    campaign_ref: String,
    client_ref: Option<String>,
    day: i64,
}

impl World {
    pub(super) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let backend = Backend::open(&folder.path().join("a.db"), Clock::manual(NOON)).await.unwrap();
        let others = fixture::pharmacy(&backend, "Pharmacie de la Gare", Role::Titulaire).await;
        let staff = fixture::pharmacy(&backend, "Pharmacie du Port", Role::Titulaire).await;
        for (person, seed) in [(&others, 1), (&staff, 2)] {
            fill(&backend, person, seed).await;
        }
        let mut world =
            Self { backend, staff, managers: vec![], campaigns: vec![], clients: vec![], rows: vec![], folder };
        world.read().await;
        world
    }

    pub(super) fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("a.db")
    }

    /// Reads the tables anew.
    pub(super) async fn read(&mut self) {
        let mut conn = self.backend.store().read().await.unwrap();
        self.rows = sqlx::query_as(
            "SELECT m.id, l.status, m.staff_id, m.objective, m.content, m.recipient, m.phone, s.name AS manager,
                    s.public_id AS manager_ref, c.name AS campaign, c.public_id AS campaign_ref,
                    k.public_id AS client_ref,
                    (SELECT max(day) FROM pharmacy_day d
                     WHERE d.pharmacy_id = m.id >> 40 AND d.first_message <= (m.id & 1099511627775)) AS day
             FROM message m JOIN message_list l ON l.id = m.id JOIN staff s ON s.id = m.staff_id
             JOIN campaign c ON c.id = m.campaign_id LEFT JOIN client k ON k.id = m.client_id
             WHERE m.id >> 40 = $1",
        )
        .bind(self.staff.pharmacy.0)
        .fetch_all(&mut *conn)
        .await
        .unwrap();
        let all = |query| sqlx::query_scalar::<_, String>(query);
        let staff = all("SELECT public_id FROM staff").fetch_all(&mut *conn).await.unwrap();
        let campaigns = all("SELECT public_id FROM campaign").fetch_all(&mut *conn).await.unwrap();
        let clients = all("SELECT public_id FROM client").fetch_all(&mut *conn).await.unwrap();
        self.managers = staff.iter().map(|reference| reference.parse().unwrap()).collect();
        self.campaigns = campaigns.iter().map(|reference| reference.parse().unwrap()).collect();
        self.clients = clients.iter().map(|reference| reference.parse().unwrap()).collect();
    }

    /// What a query must find, in order.
    pub(super) fn expected(&self, query: &Query) -> Vec<&Row> {
        let terms = terms(&query.search);
        let mut found: Vec<&Row> = self
            .rows
            .iter()
            .filter(|row| row.is_in(&query.filter) && terms.iter().all(|term| row.has(term, self)))
            .collect();
        found.sort_by_cached_key(|row| row.key(query.sort.column));
        if query.sort.descending {
            found.reverse();
        }
        found
    }
}

pub(super) fn counts(rows: &[&Row]) -> Counts {
    let count = |status: Status| rows.iter().filter(|row| row.status == status.code()).count();
    let counts = Status::ALL.into_iter().map(|status| (status, u32::try_from(count(status)).unwrap()));
    counts.filter(|(_, n)| *n > 0).collect()
}

impl Row {
    fn is_in(&self, filter: &Filter) -> bool {
        let Filter { from, to, status, manager, objective, campaign, client } = filter;
        from.is_none_or(|from| from.days() <= self.day)
            && to.is_none_or(|to| to.days() >= self.day)
            && status.is_none_or(|status| status.code() == self.status)
            && manager.as_ref().is_none_or(|manager| manager.as_str() == self.manager_ref)
            && objective.is_none_or(|objective| objective.code() == self.objective)
            && campaign.as_ref().is_none_or(|campaign| campaign.as_str() == self.campaign_ref)
            && client.as_ref().is_none_or(|client| Some(client.as_str()) == self.client_ref.as_deref())
    }

    fn has(&self, term: &Term, world: &World) -> bool {
        let names_status = term.words.len() == 1 && {
            let status = Status::from_code(self.status).unwrap();
            let names = status_words(status, world.staff.language);
            names.iter().any(|name| name.starts_with(&term.words[0].text))
        };
        names_status
            || term.number.as_deref().is_some_and(|number| self.has_number(number))
            || term.words.iter().all(|word| {
                let fields = [&self.content, &self.recipient, &self.campaign, &self.manager];
                fields.iter().any(|field| words(field).iter().any(|other| other.starts_with(&word.text)))
                    || word.number.as_deref().is_some_and(|number| self.has_number(number))
            })
    }

    fn has_number(&self, part: &str) -> bool {
        let international = &self.phone[1..];
        international.contains(part) || ["0", &international[3..]].concat().contains(part)
    }

    fn key(&self, column: Column) -> (String, i64, i64) {
        let beginning = |text: &str, letters: usize| words(text).join(" ").chars().take(letters).collect();
        match column {
            Column::Created | Column::Kind => (String::new(), 0, self.id),
            Column::Manager => (fold(&self.manager), self.staff_id, self.id),
            Column::Status => (String::new(), self.status, self.id),
            Column::Content => (beginning(&self.content, 24), 0, self.id),
            Column::Recipient => (beginning(&self.recipient, 20), 0, self.id),
        }
    }
}

async fn fill(backend: &Backend, staff: &Staff, seed: u64) {
    let mut chance = Chance::new(seed);
    credits::grant(backend, staff.pharmacy, 100_000, "test").await.unwrap();
    let mut people = vec![staff.id];
    for (n, name) in STAFF.iter().enumerate() {
        let email = format!("{n}-{seed}@example.ma");
        let permissions = Role::Gestionnaire.permissions();
        let added = pharmacies::add_staff(backend, staff.pharmacy, name, &email, permissions, None).await;
        people.push(added.unwrap());
    }
    let mut file = String::from("Nom;Téléphone;Solde\n");
    for n in 0..12 {
        file.push_str(&format!("Client{n};06{:08};10\n", 11_000_000 + n));
    }
    clients::import(backend, staff.pharmacy, file.as_bytes()).await.unwrap();
    let known = clients::list(backend, staff, &ClientFilter::default(), clients::Order::Name, 100).await.unwrap();
    let saved = templates::list(backend, staff).await.unwrap();
    let mut campaigns = vec![];
    for hour in 0..40_i64 {
        let first = chance.below(90_000_000);
        let messages = (0..1 + chance.below(14)).map(|place| {
            let name = format!("{} {}", chance.one_of(&FIRST).unwrap(), chance.one_of(&LAST).unwrap());
            let text = chance.one_of(&TEXTS).unwrap().replacen("{}", name.trim(), 1);
            let status = *chance.one_of(&Status::ALL).unwrap();
            let prefix = if chance.percent(50) { "+2126" } else { "+2127" };
            PastMessage {
                client: chance.percent(40).then(|| chance.one_of(&known.lines).unwrap().client.clone()),
                phone: PhoneNumber::try_from(format!("{prefix}{:08}", first + place)).unwrap(),
                recipient: name.trim().to_owned(),
                content: text.replace("{}", &chance.below(2_000).to_string()),
                status,
                reason: (status == Status::Failed).then_some(Reason::UnknownNumber),
                handed_over: 10,
                ended: 20,
            }
        });
        let messages = messages.collect();
        campaigns.push(PastCampaign {
            staff: *chance.one_of(&people).unwrap(),
            template: chance.one_of(&saved).unwrap().template.clone(),
            created_at: NOON - (40 - hour) * 9 * HOUR,
            messages,
        });
    }
    add_past(backend, staff.pharmacy, campaigns).await.unwrap();
}
