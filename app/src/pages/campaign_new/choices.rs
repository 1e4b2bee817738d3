//! What was chosen so far, as the address holds it: with JavaScript off the page is a form whose every button asks for
//! the page again with all that was chosen.

use domain::campaign::{Audience, Draft, MAX_TEXT, Objective, Text};
use domain::client::{Filter, MAX_DAYS, MAX_SEARCH, Only};
use domain::draft::{Content, MAX_TYPED};
use domain::form::Fault;
use domain::id::{ClientRef, TemplateRef};
use domain::language::Language;
use domain::money::{Money, MoneyError};
use domain::template::{Saved, Texts, Variant};
use domain::time::LocalMinute;
use leptos_router::params::ParamsMap;

use super::narrow::{agreement, agreement_word};
use super::when::{AT, LATER, set_time};

/// Rows shown at first, and added by *Afficher les suivants*.
pub const ROWS: u32 = 100;
/// The most rows that an address asks for: with all of them ticked it stays under the 64 kB that a server takes.
pub const MAX_ROWS: u32 = 1_000;

/// Between a template and the version of it that was read.
const VERSION: char = '.';

/// A template with the version of it that is on the page, for an address.
pub fn read(template: &TemplateRef, version: Option<u32>) -> String {
    let version = version.map(|version| [VERSION.to_string(), version.to_string()].concat());
    [template.as_str(), &version.unwrap_or_default()].concat()
}

/// The same, read.
pub fn chosen_in(typed: &str) -> (Option<TemplateRef>, Option<u32>) {
    let (template, version) = typed.split_once(VERSION).unwrap_or((typed, ""));
    (template.parse().ok(), version.parse().ok())
}

/// What an address may say.
const KEYS: [&str; 14] = [
    "objectif", "modele", "texte", "q", "solde", "langue", "paiement", "rappel", "accord", "ids[]", "apercu", "voir",
    "quand", AT,
];

/// The choices of an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// What for.
    pub objective: Objective,
    /// The template, if one was chosen.
    pub template: Option<TemplateRef>,
    /// The version of it that was on the page.
    pub version: Option<u32>,
    /// The texts for this send only.
    pub only_here: Option<Texts>,
    /// The search, as typed.
    pub search: String,
    /// The smallest balance, as typed.
    pub amount: String,
    /// What else narrows the list.
    pub only: Only,
    /// The clients ticked.
    pub ticked: Vec<ClientRef>,
    /// How many rows are shown.
    pub rows: u32,
    /// The client of the preview.
    pub shown: Option<ClientRef>,
    /// *Envoyer aux N clients* was pressed, nobody being ticked: the number that the button had.
    pub all_of: Option<u32>,
    /// *À une heure choisie*.
    pub later: bool,
    /// The time, as typed.
    pub time: String,
}

impl Choices {
    /// Reads an address. What cannot be read is as if it were not there.
    pub fn of(query: &ParamsMap) -> Self {
        let one = |key| query.get_str(key).unwrap_or_default();
        let all = |key| query.get_all(key).unwrap_or_default();
        let bounded = |text: &str| text.chars().take(MAX_TEXT + 1).collect::<String>();
        let days = |text: &str| text.parse().ok().filter(|days| *days <= MAX_DAYS);
        let number = |text: &str| text.parse::<u32>().ok();
        let (template, version) = chosen_in(one("modele"));
        let mut ticked: Vec<ClientRef> = all("ids[]").iter().filter_map(|id| id.parse().ok()).collect();
        ticked.sort();
        ticked.dedup();
        Self {
            objective: Objective::from_slug(one("objectif")).unwrap_or_default(),
            template,
            version,
            // One that is too long is refused, and never replaced by that of the template.
            only_here: Some(Texts::typed(&bounded(one("texte")), &bounded(one("texte_ar"))))
                .filter(|texts| !texts.text.is_empty()),
            search: one("q").chars().take(MAX_SEARCH).collect(),
            amount: one("solde").chars().take(MAX_TYPED).collect(),
            only: Only {
                language: Language::from_tag(one("langue")),
                unpaid_days: days(one("paiement")),
                unreminded_days: days(one("rappel")),
                consent: agreement(one("accord")),
            },
            ticked,
            // The button comes with the number that is shown now and the one that it asks for.
            rows: all("voir").iter().filter_map(|n| number(n)).max().unwrap_or(ROWS).clamp(ROWS, MAX_ROWS),
            shown: one("apercu").parse().ok(),
            all_of: number(one("nombre")).filter(|_| one("tous") == "1"),
            later: one("quand") == LATER,
            time: one(AT).chars().take(MAX_TYPED).collect(),
        }
    }

    /// Whether an address chooses anything: otherwise the page goes on with the draft.
    pub fn are_in(query: &ParamsMap) -> bool {
        KEYS.into_iter().any(|key| query.get_str(key).is_some())
    }

    /// The same as a draft has it.
    pub fn content(&self) -> Content {
        Content {
            objective: self.objective,
            template: self.template.clone(),
            search: self.search.clone(),
            amount: self.amount.clone(),
            only: self.only,
            ticked: self.ticked.clone(),
            shown: self.shown.clone(),
            only_here: self.only_here.clone(),
            edited: None,
            later: self.later,
            time: self.time.clone(),
        }
    }

    /// The address of a page with these choices.
    pub fn to(&self, path: &str) -> String {
        let mut query = ParamsMap::new();
        query.insert("objectif", self.objective.slug().to_owned());
        if let Some(template) = &self.template {
            query.insert("modele", read(template, self.version));
        }
        let of = |variant| self.only_here.as_ref().map(|texts| texts.of(variant)).unwrap_or_default();
        let texts = [("texte", of(Variant::Default)), ("texte_ar", of(Variant::Arabic))];
        for (key, value) in texts.into_iter().chain([("q", self.search.as_str()), ("solde", self.amount.as_str())]) {
            if !value.is_empty() {
                query.insert(key, value.replace('%', "%25"));
            }
        }
        if let Some(language) = self.only.language {
            query.insert("langue", language.tag().to_owned());
        }
        for (key, days) in [("paiement", self.only.unpaid_days), ("rappel", self.only.unreminded_days)] {
            if let Some(days) = days {
                query.insert(key, days.to_string());
            }
        }
        if self.only.consent.is_some() {
            query.insert("accord", agreement_word(self.only.consent).to_owned());
        }
        for client in &self.ticked {
            query.insert("ids[]", client.to_string());
        }
        if let Some(shown) = &self.shown {
            query.insert("apercu", shown.to_string());
        }
        if self.rows > ROWS {
            query.insert("voir", self.rows.to_string());
        }
        if let Some(count) = self.all_of {
            query.insert("tous", "1".to_owned());
            query.insert("nombre", count.to_string());
        }
        if self.later {
            query.insert("quand", LATER.to_owned());
            query.insert(AT, self.time.replace('%', "%25"));
        }
        String::from(path) + &query.to_query_string()
    }

    /// The choices without *all of the list*: those of the page that one comes back to.
    pub fn without_all(self) -> Self {
        Self { all_of: None, ..self }
    }

    /// Which clients the list has.
    ///
    /// # Errors
    ///
    /// The fault of the smallest balance: a list that is wider than it was meant to be is not *all of the list*.
    pub fn filter(&self) -> Result<Filter, MoneyError> {
        let least = least(&self.amount)?;
        Ok(Filter { search: self.search.clone(), owes_at_least: self.objective.least(least), only: self.only })
    }

    /// When it leaves.
    ///
    /// # Errors
    ///
    /// The fault of the time.
    pub fn at(&self) -> Result<Option<LocalMinute>, Fault> {
        set_time(self.later, &self.time)
    }

    /// Whether the text of a template is the one that was read: of the version that was on the page.
    pub fn have_read(&self, saved: &Saved) -> bool {
        self.template.as_ref() == Some(&saved.template) && self.version == Some(saved.version)
    }

    /// The send as asked for, with a template; `None` if nobody is ticked and *all of the list* was not asked for.
    pub fn draft(&self, template: &Saved, filter: Filter, at: Option<LocalMinute>) -> Option<Draft> {
        let audience = match (self.ticked.is_empty(), self.all_of) {
            (false, _) => Audience::Ticked(self.ticked.clone()),
            (true, Some(shown)) => Audience::All { filter, shown },
            (true, None) => return None,
        };
        let text =
            Text { template: template.template.clone(), version: template.version, only_here: self.only_here.clone() };
        Some(Draft { objective: self.objective, text, audience, at, canary: false })
    }
}

/// The smallest balance as typed; nothing typed is no smallest balance.
///
/// # Errors
///
/// The fault of what was typed.
pub fn least(typed: &str) -> Result<Option<Money>, MoneyError> {
    match Money::parse(typed) {
        Ok(amount) => Ok(Some(amount)),
        Err(MoneyError::Empty) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Which template a send has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// This one, which was chosen, or is the default of the objective.
    InUse(Saved),
    /// One was chosen that is offered no more. Nothing is put in its place: it would be another text, and maybe another
    /// class.
    Gone(TemplateRef),
    /// The objective has none.
    None,
}

impl Chosen {
    /// The template, if there is one to send with.
    pub fn in_use(self) -> Option<Saved> {
        match self {
            Self::InUse(saved) => Some(saved),
            Self::Gone(_) | Self::None => None,
        }
    }
}

/// The template chosen; without a choice the default of the objective, else its first. The choice of a template of another
/// objective is none: it is dropped when the objective changes.
pub fn chosen(templates: &[Saved], objective: Objective, template: Option<&TemplateRef>) -> Chosen {
    let asked = |asked: &TemplateRef| templates.iter().find(|saved| saved.template == *asked);
    match template.map(|template| asked(template).ok_or(template)) {
        Some(Err(gone)) => return Chosen::Gone(gone.clone()),
        Some(Ok(asked)) if asked.objective == objective => return Chosen::InUse(asked.clone()),
        _ => {}
    }
    let mut of_objective = templates.iter().filter(|saved| saved.objective == objective);
    let default = of_objective.clone().find(|saved| saved.is_default);
    default.or_else(|| of_objective.next()).cloned().map_or(Chosen::None, Chosen::InUse)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&'static str, &str)]) -> ParamsMap {
        pairs.iter().map(|(key, value)| (*key, (*value).to_owned())).collect()
    }

    #[test]
    fn an_address_leads_back_to_its_choices() {
        let choices = Choices {
            objective: Objective::Custom,
            template: "tpl_0123456789ab".parse().ok(),
            version: Some(4),
            only_here: Some(Texts::typed("Bonjour {nom}, 50 % & plus", "مرحبا {nom}")),
            search: "El Idrissi 50%".to_owned(),
            amount: "1 250,50".to_owned(),
            only: Only {
                language: Some(Language::Ar),
                unpaid_days: Some(30),
                unreminded_days: None,
                consent: Some(false),
            },
            ticked: vec!["cli_0123456789ab".parse().unwrap(), "cli_0123456789ac".parse().unwrap()],
            rows: 200,
            shown: "cli_0123456789ac".parse().ok(),
            all_of: Some(96),
            later: true,
            time: "2026-11-26T09:00".to_owned(),
        };
        let address = choices.to("/x");
        let (_, pairs) = address.split_once('?').unwrap();
        // What a server decodes once, the map of parameters decodes once more.
        let pairs = pairs.split('&').map(|pair| pair.split_once('=').unwrap());
        let unescape = leptos_router::location::Url::unescape;
        let map: ParamsMap = pairs.map(|(key, value)| (unescape(key), unescape(value))).collect();
        assert_eq!(Choices::of(&map), choices);
    }

    #[test]
    fn what_cannot_be_read_is_not_there() {
        let forged =
            [("ids[]", "cli_x"), ("ids[]", "tpl_0123456789ab"), ("voir", "-1"), ("modele", "1"), ("tous", "1")];
        let choices = Choices::of(&query(&forged));
        assert_eq!(choices, Choices { rows: ROWS, ..Choices::default() });
        assert_eq!(Choices::of(&query(&[("voir", "100"), ("voir", "200")])).rows, 200);
        assert_eq!(Choices::of(&query(&[("voir", "999999")])).rows, MAX_ROWS);
    }

    fn saved(template: &str, objective: Objective) -> Saved {
        Saved {
            template: template.parse().unwrap(),
            name: String::new(),
            objective,
            class: Default::default(),
            texts: Texts::one("x"),
            version: 3,
            is_default: false,
            changed: Default::default(),
            by: None,
        }
    }

    #[test]
    fn nothing_is_put_in_the_place_of_a_template_that_is_gone() {
        let (first, second) = ("tpl_0123456789ab", "tpl_0123456789ac");
        let default = Saved { is_default: true, ..saved(second, Objective::BalanceReminder) };
        let other = saved("tpl_0123456789ad", Objective::Custom);
        let all = [saved(first, Objective::BalanceReminder), default.clone(), other.clone()];
        let of = |template: Option<&str>| {
            let template = template.map(|template| template.parse().unwrap());
            chosen(&all, Objective::BalanceReminder, template.as_ref())
        };
        assert_eq!(of(Some(first)).in_use().map(|saved| saved.template), first.parse().ok());
        assert_eq!(of(None), Chosen::InUse(default.clone()));
        assert_eq!(of(Some(other.template.as_str())), Chosen::InUse(default));
        assert_eq!(of(Some("tpl_zzzzzzzzzzzz")), Chosen::Gone("tpl_zzzzzzzzzzzz".parse().unwrap()));
        assert_eq!(chosen(&[], Objective::Custom, None), Chosen::None);
    }

    #[test]
    fn nobody_ticked_is_not_all() {
        let saved = saved("tpl_0123456789ab", Objective::BalanceReminder);
        let draft = |pairs: &[(&'static str, &str)]| {
            let choices = Choices::of(&query(pairs));
            choices.draft(&saved, choices.filter().unwrap(), None).map(|draft| draft.audience)
        };
        assert_eq!(draft(&[("nombre", "96")]), None);
        assert_eq!(draft(&[("tous", "1")]), None);
        assert!(matches!(draft(&[("tous", "1"), ("nombre", "96")]), Some(Audience::All { shown: 96, .. })));
        let ticked = draft(&[("tous", "1"), ("nombre", "96"), ("ids[]", "cli_0123456789ab")]);
        assert!(matches!(ticked, Some(Audience::Ticked(clients)) if clients.len() == 1));
    }

    #[test]
    fn what_was_read_is_one_version_of_one_template() {
        let read = |typed: &str| {
            Choices::of(&query(&[("modele", typed)])).have_read(&saved("tpl_0123456789ab", Objective::Custom))
        };
        assert!(read("tpl_0123456789ab.3"));
        for typed in ["tpl_0123456789ab.2", "tpl_0123456789ab", "tpl_0123456789ab.", "tpl_0123456789ac.3", ""] {
            assert!(!read(typed), "{typed}");
        }
    }

    #[test]
    fn an_unreadable_amount_is_a_fault_not_zero() {
        assert_eq!(least(" "), Ok(None));
        assert_eq!(least("50"), Ok(Some(Money::from_centimes(5_000))));
        assert!(least("1.250").is_err() && least("x").is_err());
    }
}
