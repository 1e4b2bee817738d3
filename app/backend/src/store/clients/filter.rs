//! Which clients a list has.

use domain::campaign::Objective;
use domain::client::{Filter, MAX_SEARCH, Only};
use domain::fold::words;
use domain::id::PharmacyId;
use domain::message::Status;
use sqlx::{QueryBuilder, Sqlite};

/// Adds the conditions of a filter to a query of `client c` that ends in `WHERE`, the tenant first. Also for a send to
/// all of a list: it goes to those who were shown. `now` is what days are counted back from.
pub(crate) fn push_filter(query: &mut QueryBuilder<Sqlite>, pharmacy: PharmacyId, filter: &Filter, now: i64) {
    query.push(" c.pharmacy_id = ").push_bind(pharmacy.0);
    if let Some(least) = filter.owes_at_least {
        query.push(" AND c.balance >= ").push_bind(least.centimes());
    }
    let Only { language, unpaid_days, unreminded_days, consent } = filter.only;
    if let Some(language) = language {
        query.push(" AND c.language = ").push_bind(language.tag());
    }
    let before = |days: u16| now.saturating_sub(i64::from(days) * DAY);
    if let Some(days) = unpaid_days {
        query.push(" AND coalesce(c.last_payment_at, 0) < ").push_bind(before(days));
    }
    if let Some(days) = unreminded_days {
        query.push(
            " AND NOT EXISTS (
                SELECT 1 FROM message_by_client b JOIN message m ON m.id = b.id JOIN message_list l ON l.id = b.id
                WHERE b.client_id = c.id AND m.objective = ",
        );
        query.push_bind(Objective::BalanceReminder.code());
        query.push(" AND l.status NOT IN (").push_bind(Status::Failed.code());
        query.push(", ").push_bind(Status::Cancelled.code());
        query.push(", ").push_bind(Status::Excluded.code());
        query.push(") AND m.created_at >= ").push_bind(before(days)).push(")");
    }
    if let Some(consents) = consent {
        query.push(if consents { " AND EXISTS" } else { " AND NOT EXISTS" });
        query.push(" (SELECT 1 FROM consent k WHERE k.pharmacy_id = c.pharmacy_id AND k.phone = c.phone)");
    }
    for term in terms(&filter.search) {
        let begun = String::from(" ") + &term;
        query.push(" AND (instr(c.name_key, ").push_bind(begun.clone());
        // From three digits on anywhere in a number; fewer are its beginning.
        let in_phone = if is_number(&term) && term.len() >= 3 { phone_part(&term) } else { begun };
        query.push(") > 0 OR instr(c.digits, ").push_bind(in_phone).push(") > 0)");
    }
}

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// The words to be found. Digits that stand beside one another are one number: `06 12` is how a phone is read aloud.
fn terms(search: &str) -> Vec<String> {
    let search: String = search.chars().take(MAX_SEARCH).collect();
    let mut terms: Vec<String> = vec![];
    for word in words(&search) {
        match terms.last_mut() {
            Some(last) if is_number(last) && is_number(&word) => last.push_str(&word),
            _ => terms.push(word),
        }
    }
    terms
}

fn is_number(term: &str) -> bool {
    term.bytes().all(|byte| byte.is_ascii_digit())
}

/// Digits as they stand in a stored number: `00212` is `212`, and a national 0 after it is not written.
fn phone_part(term: &str) -> String {
    let international = term.strip_prefix("00").filter(|rest| rest.starts_with("212")).unwrap_or(term);
    international.strip_prefix("2120").map_or_else(|| international.to_owned(), |rest| String::from("212") + rest)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", &[])]
    #[case(" .,- ", &[])]
    #[case("Amina él-idr", &["amina", "el", "idr"])]
    #[case("06 12 34", &["061234"])]
    #[case("+212 6 12", &["212612"])]
    #[case("amina 0612", &["amina", "0612"])]
    #[case("٠٦١٢", &["0612"])]
    fn a_search_has_terms(#[case] search: &str, #[case] found: &[&str]) {
        assert_eq!(terms(search), found);
    }

    #[rstest]
    #[case("0612", "0612")]
    #[case("00212612", "212612")]
    #[case("2120612", "212612")]
    #[case("0021206", "2126")]
    #[case("345", "345")]
    fn digits_are_looked_for_as_they_are_stored(#[case] term: &str, #[case] part: &str) {
        assert_eq!(phone_part(term), part);
    }
}
