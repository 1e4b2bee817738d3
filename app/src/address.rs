//! The address of a list: its whole state.

use domain::history::{Asked, Cursor, Query, ask, pairs};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::location::Url;

/// What the address of the page asks for.
pub fn asked() -> Memo<Asked> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| ask(|name| query.get(name))))
}

/// The address of a list.
pub fn address(path: &str, query: &Query, cursor: Option<Cursor>) -> String {
    written(path, pairs(query, cursor))
}

/// An address with the values of a form. What is empty is not asked for.
pub fn written(path: &str, pairs: impl IntoIterator<Item = (&'static str, String)>) -> String {
    let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    let query: Vec<String> = pairs.map(|(name, value)| [name, "=", &escaped(value)].concat()).collect();
    [path, if query.is_empty() { "" } else { "?" }, &query.join("&")].concat()
}

/// Most values are words and days, which stay as they are read.
fn escaped(value: String) -> String {
    let is_plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    if is_plain { value } else { Url::escape(&value) }
}

#[cfg(test)]
mod tests {
    use domain::history::{Column, Filter, Sort, Way};
    use domain::message::Status;

    use super::*;

    #[test]
    fn an_address_says_only_what_is_asked_for() {
        assert_eq!(address("/", &Query::default(), None), "/");
        let query = Query {
            search: "El Idrissi & fils".to_owned(),
            filter: Filter { status: Some(Status::Failed), ..Filter::default() },
            sort: Sort { column: Column::Recipient, descending: true },
        };
        let cursor = Cursor { way: Way::On, number: 12, status: None };
        assert_eq!(
            address("/", &query, Some(cursor)),
            "/?q=El%20Idrissi%20%26%20fils&statut=echec&tri=-destinataire&page=suite-12"
        );
        assert_eq!(written("/", [("q", String::new()), ("tri", "statut".to_owned())]), "/?tri=statut");
    }
}
