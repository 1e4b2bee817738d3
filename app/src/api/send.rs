//! *Envoyer une communication groupée*: what the page starts with, the quote, and the send.

use domain::campaign::{Agreed, Audience, Draft, Objective, PreviewOrder, Quote, Text};
use domain::client::{Filter, Line, Only};
use domain::draft::Kept;
use domain::id::{CampaignRef, ClientRef, TemplateRef};
use domain::money::Money;
use domain::template::{Saved, Texts};
use domain::time::LocalMinute;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What the page starts with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// The templates of both objectives.
    pub templates: Vec<Saved>,
    /// Names of templates that were archived, the last of them first: what a draft or an address chose is said by name.
    #[serde(default)]
    pub archived: Vec<(TemplateRef, String)>,
    /// The clients who owe something.
    pub owing: u32,
    /// All clients.
    pub everyone: u32,
    /// The pharmacy's time zone, by its name in the database of zones.
    #[serde(default)]
    pub zone: String,
    /// The key of this send: a second send with it is the same send. A draft goes on with its own.
    pub key: String,
    /// The person's draft, if they ever had one.
    pub draft: Option<Kept>,
    /// The numbers of the person's last test.
    pub test_phones: Vec<String>,
    /// The words about health that the pharmacy added.
    #[serde(default)]
    pub health: Vec<String>,
}

/// The last form before a send with JavaScript off. Every field is hidden: it says again what the page showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastForm {
    /// What for, by its word in addresses.
    pub objective: String,
    /// The template.
    pub template: TemplateRef,
    /// Its version.
    pub version: u32,
    /// The text for this send only.
    #[serde(default)]
    pub only_here: Option<String>,
    /// The same in Arabic.
    #[serde(default)]
    pub only_here_ar: String,
    /// To whom: never told from an empty list.
    pub audience: To,
    /// The clients ticked.
    #[serde(default)]
    pub ids: Vec<ClientRef>,
    /// The search in force.
    #[serde(default)]
    pub search: String,
    /// The smallest balance in force.
    #[serde(default)]
    pub least: Option<Money>,
    /// What else narrows the list.
    #[serde(default)]
    pub only: Only,
    /// When, on the pharmacy's clock; at once without it.
    #[serde(default)]
    pub at: Option<LocalMinute>,
    /// *Canari*: the first messages leave alone.
    #[serde(default)]
    pub canary: bool,
    /// How many clients the list was said to have.
    pub shown: u32,
    /// At most so many SMS.
    pub recipients: u32,
    /// At most so many credits.
    pub credits: u32,
    /// The key made with the form.
    pub key: String,
    /// The query of this form's page, to come back to it with what was refused.
    #[serde(default)]
    pub query: String,
}

/// To whom the last form sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum To {
    /// The clients ticked.
    Ticked,
    /// All of the list.
    All,
}

impl LastForm {
    /// The send that the form asks for; `None` if its objective is none.
    pub fn draft(&self) -> Option<Draft> {
        let audience = match self.audience {
            To::Ticked => Audience::Ticked(self.ids.clone()),
            To::All => Audience::All {
                filter: Filter { search: self.search.clone(), owes_at_least: self.least, only: self.only },
                shown: self.shown,
            },
        };
        let only_here = self.only_here.as_deref().map(|text| Texts::typed(text, &self.only_here_ar));
        let text = Text { template: self.template.clone(), version: self.version, only_here };
        let objective = Objective::from_slug(&self.objective)?;
        Some(Draft { objective, text, audience, at: self.at, canary: self.canary })
    }
}

impl To {
    /// The word in a form.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ticked => "ticked",
            Self::All => "all",
        }
    }
}

/// What the page starts with.
#[server(name = AskStart, prefix = "/api", endpoint = "send-start")]
pub async fn start() -> Result<Start, AppError> {
    use backend::service::{campaigns, clients, drafts, templates};
    let (backend, staff) = super::caller()?;
    let least = Objective::BalanceReminder.least(None).unwrap_or_default();
    let (owing, everyone) = clients::counts(&backend, &staff, least).await?;
    let all = templates::list(&backend, &staff).await?;
    let archived = templates::archived(&backend, &staff).await?;
    let draft = drafts::open(&backend, &staff).await?;
    let going_on = draft.as_ref().filter(|draft| draft.content.is_some()).map(|draft| draft.key.clone());
    let key = going_on.unwrap_or_else(|| leptos::nonce::Nonce::new().to_string());
    let test_phones = campaigns::test_phones(&backend, &staff).await?;
    let health = templates::health_words(&backend, &staff).await?;
    let zone = staff.zone.name();
    Ok(Start { templates: all, archived, owing, everyone, zone, key, draft, test_phones, health })
}

/// What a send would be.
#[server(name = AskQuote, prefix = "/api", endpoint = "send-quote", input = Json)]
pub async fn quote(draft: Draft) -> Result<Quote, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::campaigns::quote(&backend, &staff, &bounded(draft)?).await?)
}

/// The first clients of a send, in the order in which the preview steps through them.
#[server(name = AskPreview, prefix = "/api", endpoint = "send-preview", input = Json)]
pub async fn preview(draft: Draft, order: PreviewOrder) -> Result<Vec<Line>, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::campaigns::preview(&backend, &staff, &bounded(draft)?, order).await?)
}

/// What is larger than the page ever sends is not looked at.
#[cfg(feature = "ssr")]
pub(super) fn bounded(draft: Draft) -> Result<Draft, AppError> {
    use domain::form::{Fault, Field, FieldErrors};

    use domain::draft::MAX_TICKED;
    let too_long = |field| AppError::from(backend::Error::Invalid(FieldErrors::one(field, Fault::TooLong)));
    let is_long = |text: &String| text.chars().count() > domain::campaign::MAX_TEXT;
    if let Some(texts) = &draft.text.only_here {
        if is_long(&texts.text) {
            return Err(too_long(Field::Text));
        }
        if texts.arabic.as_ref().is_some_and(is_long) {
            return Err(too_long(Field::TextArabic));
        }
    }
    match &draft.audience {
        Audience::Ticked(clients) if clients.len() > MAX_TICKED => Err(too_long(Field::Recipients)),
        Audience::All { filter, .. } if filter.search.chars().count() > domain::client::MAX_SEARCH => {
            Err(too_long(Field::Search))
        }
        _ => Ok(draft),
    }
}

/// Sends what was quoted; a larger send than `agreed` is not sent.
#[server(name = SendNow, prefix = "/api", endpoint = "send", input = Json)]
pub async fn send(draft: Draft, agreed: Agreed, key: String) -> Result<CampaignRef, AppError> {
    let (backend, staff) = super::caller()?;
    let draft = bounded(draft)?;
    Ok(backend::service::campaigns::send(&backend, &staff, &draft, agreed, &key).await?)
}

/// The page of the last form.
#[cfg(feature = "ssr")]
const CHECK: &str = "/communications/nouvelle/verifier";

/// Sends from a plain form. A refusal leads back to it with a code: the browser may have told too little of where it
/// came from, for an address with many clients is long.
#[server(prefix = "/api", endpoint = "send-form")]
pub async fn send_form(form: LastForm) -> Result<(), AppError> {
    let agreed = Agreed { recipients: form.recipients, credits: form.credits };
    let draft = form.draft().ok_or(AppError::Old)?;
    super::go_to(&match send(draft, agreed, form.key).await {
        Ok(campaign) => String::from("/campagnes/") + campaign.as_str(),
        // Only the query of what the form says: whatever it says, it is this page that is gone to.
        Err(refusal) => String::from(CHECK) + "?" + &form.query + "&refus=" + code(&refusal),
    });
    Ok(())
}

/// What is refused, in an address.
const REFUSALS: [(&str, AppError); 6] = [
    ("devis", AppError::QuoteChanged),
    ("modele", AppError::StaleTemplate),
    ("cle", AppError::KeyReused),
    ("personne", AppError::NobodyLeft),
    ("indisponible", AppError::Unavailable),
    ("erreur", AppError::Internal),
];

#[cfg(feature = "ssr")]
fn code(refusal: &AppError) -> &'static str {
    match refusal {
        AppError::NoCredit { .. } => "credits",
        AppError::Invalid(_) => "saisie",
        refusal => REFUSALS.iter().find(|(_, known)| known == refusal).map_or("erreur", |(code, _)| code),
    }
}

/// The refusal of an address. That credits do not suffice, or that the time is over, is not said
/// twice: the page sees it by itself.
pub fn refused(code: &str) -> Option<AppError> {
    REFUSALS.iter().find(|(known, _)| *known == code).map(|(_, refusal)| refusal.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "ssr")]
    #[test]
    fn a_refusal_is_said_after_the_way_back() {
        let said = |refusal: &AppError| refused(code(refusal));
        assert_eq!(said(&AppError::QuoteChanged), Some(AppError::QuoteChanged));
        assert_eq!(said(&AppError::NotFound), Some(AppError::Internal));
        assert_eq!(said(&AppError::NoCredit { needed: 2, available: 1 }), None);
    }

    #[test]
    fn an_empty_form_is_nobody_not_all() {
        let form = |audience| LastForm {
            objective: "rappel".to_owned(),
            template: "tpl_0123456789ab".parse().unwrap(),
            version: 1,
            only_here: None,
            only_here_ar: String::new(),
            audience,
            ids: vec![],
            search: "amina".to_owned(),
            least: None,
            only: Only::default(),
            at: None,
            canary: false,
            shown: 96,
            recipients: 0,
            credits: 0,
            key: String::new(),
            query: String::new(),
        };
        assert_eq!(form(To::Ticked).draft().unwrap().audience, Audience::Ticked(vec![]));
        assert!(matches!(form(To::All).draft().unwrap().audience, Audience::All { shown: 96, .. }));
    }
}
