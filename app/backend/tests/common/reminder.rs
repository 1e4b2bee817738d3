//! A reminder to clients whose phones a test chooses. For tests of more than one package.

use backend::Backend;
use backend::caller::Staff;
use backend::service::{campaigns, clients, templates};
use domain::campaign::{Agreed, Audience, Draft, Objective, Text};
use domain::client::Filter;
use domain::id::CampaignRef;

/// Adds a client for each phone, `Client0`, `Client1` and so on, who owes 10 dirhams, and sends this text to all of them.
pub async fn remind(backend: &Backend, staff: &Staff, phones: impl Iterator<Item = String>, text: &str) -> CampaignRef {
    let mut file = String::from("Nom;Téléphone;Solde\n");
    let mut shown = 0;
    for (n, phone) in phones.enumerate() {
        file.push_str(&format!("Client{n};{phone};10\n"));
        shown += 1;
    }
    clients::import(backend, staff.pharmacy, file.as_bytes()).await.unwrap();
    let saved = templates::list(backend, staff).await.unwrap();
    let saved = saved.into_iter().find(|saved| saved.objective == Objective::BalanceReminder).unwrap();
    let draft = Draft {
        objective: Objective::BalanceReminder,
        text: Text { template: saved.template, version: saved.version, only_here: Some(text.into()) },
        audience: Audience::All { filter: Filter::default(), shown },
        at: None,
    };
    let quote = campaigns::quote(backend, staff, &draft).await.unwrap();
    let agreed = Agreed { recipients: quote.recipients, credits: quote.credits };
    campaigns::send(backend, staff, &draft, agreed, "key-of-the-form").await.unwrap()
}
