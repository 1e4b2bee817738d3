//! A reminder to clients whose phones a test chooses. For tests of more than one package.

use backend::Backend;
use backend::caller::Staff;
use backend::service::{campaigns, clients, templates};
use domain::campaign::{Agreed, Audience, Draft, Objective, Text};
use domain::client::Filter;
use domain::id::CampaignRef;

/// Adds clients by name and phone, who owe 10 dirhams each; returns how many they are.
pub async fn add_clients(backend: &Backend, staff: &Staff, clients: impl Iterator<Item = (String, String)>) -> u32 {
    let mut file = String::from("Nom;Téléphone;Solde\n");
    let mut n = 0;
    for (name, phone) in clients {
        file.push_str(&format!("{name};{phone};10\n"));
        n += 1;
    }
    clients::import(backend, staff.pharmacy, file.as_bytes()).await.unwrap();
    n
}

/// Sends a text to all clients who owe, who are so many.
pub async fn remind_all(backend: &Backend, staff: &Staff, clients: u32, text: &str, key: &str) -> CampaignRef {
    let saved = templates::list(backend, staff).await.unwrap();
    let saved = saved.into_iter().find(|saved| saved.objective == Objective::BalanceReminder).unwrap();
    let draft = Draft {
        objective: Objective::BalanceReminder,
        text: Text {
            template: saved.template,
            version: saved.version,
            only_here: Some(domain::template::Texts::one(text)),
        },
        audience: Audience::All { filter: Filter::default(), shown: clients },
        at: None,
        canary: false,
    };
    let quote = campaigns::quote(backend, staff, &draft).await.unwrap();
    let agreed = Agreed { recipients: quote.recipients, credits: quote.credits };
    campaigns::send(backend, staff, &draft, agreed, key).await.unwrap()
}
