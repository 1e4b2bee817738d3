//! The query of a list as it stands in an address: it can be kept, shared, and sent by a plain form.
//!
//! `q` the search, `tri` a column (`-` before it turns the order round), `du` and `au` days, `statut`, `gestionnaire`,
//! `objectif`, `campagne`, `client`, and `page` the cursor. What is not there, or empty, is not asked for.

use super::{Column, Cursor, Filter, MAX_SEARCH, Query, Sort, Way};
use crate::campaign::Objective;
use crate::form::{Fault, Field, FieldErrors};
use crate::message::Status;
use crate::time::Date;

/// What an address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The list. What cannot be read is left out of it: an address that is old or was cut leads to a list all the same.
    pub query: Query,
    /// The page; the first where there is none, or none that can be read.
    pub cursor: Option<Cursor>,
    /// What was typed by a person and cannot be read: days, with which no list is shown, for it would not be the one that
    /// was meant.
    pub faults: FieldErrors,
}

/// Reads an address. `get` gives the value of a name.
pub fn ask(get: impl Fn(&str) -> Option<String>) -> Asked {
    let text = |name: &str| get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let mut faults = FieldErrors::default();
    let mut day = |name: &str, field: Field| {
        let date = text(name)?.parse::<Date>();
        if date.is_err() {
            faults.0.push((field, Fault::Unreadable));
        }
        date.ok()
    };
    let (from, to) = (day("du", Field::From), day("au", Field::To));
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        faults.0.push((Field::To, Fault::EndsBefore));
    }
    let filter = Filter {
        from,
        to,
        status: text("statut").and_then(|word| Status::from_slug(&word)),
        manager: text("gestionnaire").and_then(|text| text.parse().ok()),
        objective: text("objectif").and_then(|word| Objective::from_slug(&word)),
        campaign: text("campagne").and_then(|text| text.parse().ok()),
        client: text("client").and_then(|text| text.parse().ok()),
    };
    let search: String = text("q").unwrap_or_default().chars().take(MAX_SEARCH).collect();
    let sort = text("tri").and_then(|word| Sort::from_word(&word)).unwrap_or_default();
    let cursor = text("page").and_then(|word| Cursor::from_word(&word));
    Asked { query: Query { search: search.trim().to_owned(), filter, sort }, cursor, faults }
}

/// The names and values of an address, not yet escaped: only those that are asked for, always in the same order.
pub fn pairs(query: &Query, cursor: Option<Cursor>) -> Vec<(&'static str, String)> {
    let Query { search, filter, sort } = query;
    let Filter { from, to, status, manager, objective, campaign, client } = filter;
    let pairs = [
        ("q", Some(search.trim().to_owned()).filter(|search| !search.is_empty())),
        ("du", from.map(Date::to_form)),
        ("au", to.map(Date::to_form)),
        ("statut", status.map(|status| status.slug().to_owned())),
        ("gestionnaire", manager.as_ref().map(ToString::to_string)),
        ("objectif", objective.map(|objective| objective.slug().to_owned())),
        ("campagne", campaign.as_ref().map(ToString::to_string)),
        ("client", client.as_ref().map(ToString::to_string)),
        ("tri", (*sort != Sort::default()).then(|| sort.to_word())),
        ("page", cursor.map(Cursor::to_word)),
    ];
    pairs.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

impl Column {
    /// The word in an address.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Created => "date",
            Self::Manager => "gestionnaire",
            Self::Kind => "type",
            Self::Status => "statut",
            Self::Content => "contenu",
            Self::Recipient => "destinataire",
        }
    }
}

impl Sort {
    /// As an address has it: `contenu`, and `-contenu` from the end.
    pub fn to_word(self) -> String {
        let sign = if self.descending { "-" } else { "" };
        String::from(sign) + self.column.slug()
    }

    /// The order of a word; `None` for a column that does not exist.
    pub fn from_word(word: &str) -> Option<Self> {
        let (descending, slug) = word.strip_prefix('-').map_or((false, word), |slug| (true, slug));
        let column = Column::ALL.into_iter().find(|column| column.slug() == slug)?;
        Some(Self { column, descending })
    }
}

impl Cursor {
    /// As an address has it: `suite-1234`, `retour-1234`, and after it the status of a list that is sorted by it.
    pub fn to_word(self) -> String {
        let way = match self.way {
            Way::On => "suite-",
            Way::Back => "retour-",
        };
        let status = self.status.map(|status| String::from("-") + status.slug());
        [way, &self.number.to_string(), &status.unwrap_or_default()].concat()
    }

    /// The cursor of a word; `None` for anything else, which is the first page.
    pub fn from_word(word: &str) -> Option<Self> {
        let (way, rest) = word.split_once('-')?;
        let (number, status) = rest.split_once('-').map_or((rest, None), |(number, status)| (number, Some(status)));
        let way = match way {
            "suite" => Way::On,
            "retour" => Way::Back,
            _ => return None,
        };
        let is_plain = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let number = Some(number).filter(|_| is_plain)?.parse().ok().filter(|number| (1..1 << 40).contains(number))?;
        let status = status.map(|slug| Status::from_slug(slug).ok_or(())).transpose().ok()?;
        Some(Self { way, number, status })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn asked(query: &[(&str, &str)]) -> Asked {
        ask(|name| query.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn an_address_is_a_list() {
        let asked = asked(&[
            ("q", " Amina 0612 "),
            ("du", "2026-11-01"),
            ("au", "2026-11-01"),
            ("statut", "livre"),
            ("gestionnaire", "stf_0123456789ab"),
            ("objectif", "rappel"),
            ("campagne", "cmp_0123456789ab"),
            ("client", "cli_0123456789ab"),
            ("tri", "-statut"),
            ("page", "suite-12-livre"),
        ]);
        assert_eq!(asked.query.search, "Amina 0612");
        assert_eq!(asked.query.filter.status, Some(Status::Delivered));
        assert_eq!(asked.query.sort, Sort { column: Column::Status, descending: true });
        assert_eq!(asked.cursor, Some(Cursor { way: Way::On, number: 12, status: Some(Status::Delivered) }));
        assert_eq!(asked.faults, FieldErrors::default());
        assert_eq!(pairs(&asked.query, asked.cursor).len(), 10);
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        let forged = asked(&[
            ("tri", "motdepasse"),
            ("statut", "perdu"),
            ("page", "suite-1 OR 1=1"),
            ("client", "cmp_1"),
            ("q", ""),
        ]);
        assert_eq!(forged, Asked::default());
        let long = asked(&[("q", &"é".repeat(10_000))]);
        assert_eq!(long.query.search.chars().count(), MAX_SEARCH);
    }

    #[rstest]
    #[case("2026-02-30", "", &[(Field::From, Fault::Unreadable)])]
    #[case("demain", "2026-13-01", &[(Field::From, Fault::Unreadable), (Field::To, Fault::Unreadable)])]
    #[case("2026-02-02", "2026-02-01", &[(Field::To, Fault::EndsBefore)])]
    #[case("2026-02-02", "2026-02-02", &[])]
    #[case("", "", &[])]
    fn a_day_that_does_not_exist_is_said(#[case] from: &str, #[case] to: &str, #[case] faults: &[(Field, Fault)]) {
        assert_eq!(asked(&[("du", from), ("au", to)]).faults.0, faults);
    }

    #[rstest]
    #[case("suite-12", true)]
    #[case("retour-1-echec", true)]
    #[case("suite-0", false)]
    #[case("suite--3", false)]
    #[case("suite-+3", false)]
    #[case("suite-1099511627776", false)]
    #[case("suite-99999999999999999999", false)]
    #[case("suite-3-perdu", false)]
    #[case("pendant-3", false)]
    #[case("suite-", false)]
    #[case("", false)]
    fn a_forged_cursor_is_the_first_page(#[case] word: &str, #[case] is_good: bool) {
        let cursor = Cursor::from_word(word);
        assert_eq!(cursor.map(Cursor::to_word).as_deref(), is_good.then_some(word));
    }

    proptest! {
        #[test]
        fn nothing_breaks_an_address(name in "(q|du|au|statut|gestionnaire|objectif|campagne|client|tri|page)", value in ".*") {
            let first = asked(&[(&name, &value)]);
            let written = pairs(&first.query, first.cursor);
            let again = ask(|name| written.iter().find(|(other, _)| *other == name).map(|(_, value)| value.clone()));
            prop_assert_eq!((again.query, again.cursor), (first.query, first.cursor));
        }
    }
}
