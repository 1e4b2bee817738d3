//! What a search looks for, in the two forms in which the store finds it: an expression for the index (`message_words`), and
//! a condition that is checked message by message. Both find the same.

use std::collections::BTreeMap;

use domain::history::{Term, Word, status_words, terms};
use domain::id::PharmacyId;
use domain::language::Language;
use domain::message::Status;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::marks;
use crate::error::Result;

/// From so many letters on a word's beginning is spelled out: the index has the shorter ones as words of their own.
const SPELLED_FROM: usize = 4;
/// The most words that a beginning is spelled out as.
const MOST_SPELLED: usize = 64;

/// A term, with all that it may be found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sought {
    words: Vec<SoughtWord>,
    number: Option<String>,
    /// Statuses that have a word of theirs begin so: the messages in them are found whatever they say.
    pub(super) statuses: Vec<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct SoughtWord {
    text: String,
    number: Option<String>,
    /// People whose name has a word that begins so.
    staff: Vec<i64>,
    /// The words that begin so, where they were spelled out.
    spelled: Option<Vec<String>>,
}

/// What a search looks for.
pub(super) async fn sought(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    search: &str,
    language: Language,
) -> Result<Vec<Sought>> {
    let terms = terms(search);
    if terms.is_empty() {
        return Ok(vec![]);
    }
    let names = staff_names(conn, pharmacy).await?;
    let mut sought = vec![];
    for Term { words, number } in terms {
        let statuses = match words.as_slice() {
            [word] => statuses(&word.text, language),
            _ => vec![],
        };
        let mut found = vec![];
        for Word { text, number } in words {
            let begun = String::from(" ") + &text;
            let staff = names.iter().filter(|(_, name)| name.contains(&begun)).map(|(id, _)| *id).collect();
            let spelled = spelled(conn, &text).await?;
            found.push(SoughtWord { text, number, staff, spelled });
        }
        sought.push(Sought { words: found, number, statuses });
    }
    Ok(sought)
}

/// The folded words of everybody's name, each after a space.
async fn staff_names(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<BTreeMap<i64, String>> {
    let rows = sqlx::query!("SELECT id, name FROM staff WHERE pharmacy_id = $1", pharmacy.0).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.id, crate::store::messages::search_key(&row.name))).collect())
}

fn statuses(word: &str, language: Language) -> Vec<i64> {
    let named = |status: &Status| status_words(*status, language).iter().any(|name| name.starts_with(word));
    Status::ALL.into_iter().filter(named).map(Status::code).collect()
}

/// The words of the index that begin so; `None` where the beginning is short, or where there are too many.
async fn spelled(conn: &mut SqliteConnection, beginning: &str) -> Result<Option<Vec<String>>> {
    if beginning.chars().count() < SPELLED_FROM {
        return Ok(None);
    }
    // No letter comes after this one.
    let end = String::from(beginning) + "\u{10FFFF}";
    let most = i64::try_from(MOST_SPELLED + 1).unwrap_or(i64::MAX);
    let words = sqlx::query_scalar!(
        "SELECT word FROM word WHERE word >= $1 AND word < $2 ORDER BY word LIMIT $3",
        beginning,
        end,
        most
    )
    .fetch_all(conn)
    .await?;
    Ok(Some(words).filter(|words| words.len() <= MOST_SPELLED))
}

/// The expression that finds all of the terms, and the marks, in the index; `None` where it is clear that nothing does.
pub(super) fn expression(sought: &[Sought], marks: &[String]) -> Option<String> {
    let terms: Option<Vec<String>> = sought.iter().map(term).collect();
    let marks = marks.iter().map(|mark| quoted(mark));
    Some(terms?.into_iter().chain(marks).collect::<Vec<_>>().join(" AND "))
}

fn term(sought: &Sought) -> Option<String> {
    let words: Option<Vec<String>> = sought.words.iter().map(word).collect();
    let words = words.map(|words| any_of(&[words.join(" AND ")]));
    let number = sought.number.as_deref().and_then(number);
    let ways: Vec<String> = words.into_iter().chain(number).collect();
    (!ways.is_empty()).then(|| any_of(&ways))
}

fn word(word: &SoughtWord) -> Option<String> {
    let mut ways = match &word.spelled {
        Some(words) => words.iter().map(|word| quoted(word)).collect(),
        None => vec![quoted(&word.text) + " *"],
    };
    ways.extend(word.staff.iter().map(|staff| quoted(&marks::of_staff(*staff))));
    ways.extend(word.number.as_deref().and_then(number));
    (!ways.is_empty()).then(|| any_of(&ways))
}

/// The marks that a part of a phone leaves, wherever it stands.
fn number(digits: &str) -> Option<String> {
    let ways: Vec<String> = marks::of_part(digits)
        .into_iter()
        .map(|marks| any_of(&[marks.iter().map(|mark| quoted(mark)).collect::<Vec<_>>().join(" AND ")]))
        .collect();
    (!ways.is_empty()).then(|| any_of(&ways))
}

fn any_of(ways: &[String]) -> String {
    String::from("(") + &ways.join(" OR ") + ")"
}

/// Words have letters and digits only, and marks nothing that would have to be escaped.
fn quoted(word: &str) -> String {
    ["\"", word, "\""].concat()
}

/// Adds the condition that a message `m` and its campaign `c` have all of the terms.
pub(super) fn push_check(query: &mut QueryBuilder<Sqlite>, sought: &[Sought]) {
    for term in sought {
        query.push(" AND ((");
        for (place, word) in term.words.iter().enumerate() {
            query.push(if place == 0 { "(" } else { " AND (" });
            push_word(query, word);
            query.push(")");
        }
        query.push(")");
        if let Some(number) = &term.number {
            query.push(" OR ");
            push_number(query, number);
        }
        query.push(")");
    }
}

fn push_word(query: &mut QueryBuilder<Sqlite>, word: &SoughtWord) {
    let begun = String::from(" ") + &word.text;
    // A word that no message has is not looked for in each of them.
    if word.spelled.as_ref().is_none_or(|words| !words.is_empty()) {
        query.push("instr(m.content_key, ").push_bind(begun.clone());
        query.push(") > 0 OR instr(m.recipient_key, ").push_bind(begun.clone());
        query.push(") > 0 OR instr(c.name_key, ").push_bind(begun).push(") > 0");
    } else {
        query.push("0");
    }
    for staff in &word.staff {
        query.push(" OR m.staff_id = ").push_bind(*staff);
    }
    if let Some(number) = &word.number {
        query.push(" OR ");
        push_number(query, number);
    }
}

fn push_number(query: &mut QueryBuilder<Sqlite>, digits: &str) {
    query.push("instr(m.phone, ").push_bind(digits.to_owned()).push(") > 0");
    if digits.starts_with('0') {
        query.push(" OR instr('0' || substr(m.phone, 5), ").push_bind(digits.to_owned()).push(") = 1");
    }
}
