//! What a list is divided into, and the orders in which it is read.

use std::sync::Arc;

use domain::id::{MessageId, PharmacyId};
use domain::message::Status;
use serde::Deserialize;
use sqlx::{FromRow, SqliteConnection};

use super::marks;
use super::plan::{Limits, number};
use super::scope::Scope;
use super::search::{Sought, expression};
use super::select::hits;
use super::totals::Counted;
use crate::error::Result;

/// A part of the messages that a query finds. Parts of one query have no message in common.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) pharmacy: PharmacyId,
    /// The first and the last id.
    pub(super) ids: (i64, i64),
    /// Where they stand; `None` for anywhere.
    pub(super) statuses: Option<Vec<i64>>,
    pub(super) staff: Option<i64>,
    pub(super) objective: Option<i64>,
    pub(super) client: Option<i64>,
    /// What must be found in each; nothing where nothing is looked for.
    pub(super) sought: Vec<Sought>,
    /// The same, and manager and objective, for the index; `None` where nothing is looked for.
    pub(super) expression: Option<String>,
    /// How many messages the index finds: exactly up to those that are counted, then about.
    pub(super) hits: Option<f64>,
    /// All of its messages, where they were looked for one by one and are few enough to be kept.
    pub(super) found: Option<Arc<Vec<Place>>>,
    pub(super) limits: Limits,
}

impl Part {
    /// Whether all messages of the pharmacy belong here: there is neither a filter nor a search.
    pub(super) const fn is_all(&self) -> bool {
        let is_filtered = self.statuses.is_some() || self.staff.is_some() || self.objective.is_some();
        !is_filtered && self.client.is_none() && self.expression.is_none()
    }

    /// What the part has of one manager; `None` if nothing.
    pub(super) fn of_staff(&self, staff: i64, counted: &Counted) -> Option<Self> {
        let mark = marks::of_staff(staff);
        let expression = self.expression.as_ref().map(|expression| ["(", expression, ") AND \"", &mark, "\""].concat());
        match self.staff {
            Some(asked) if asked == staff => Some(self.clone()),
            Some(_) => None,
            None => {
                let share = number(counted.of_staff(staff)) / number(counted.of_all()).max(1.0);
                let hits = self.hits.map(|hits| hits * share);
                Some(Self { staff: Some(staff), expression, hits, ..self.clone() })
            }
        }
    }

    /// What the part has in one status; `None` if nothing.
    pub(super) fn in_status(&self, status: Status) -> Option<Self> {
        let is_in = self.statuses.as_ref().is_none_or(|statuses| statuses.contains(&status.code()));
        is_in.then(|| Self { statuses: Some(vec![status.code()]), ..self.clone() })
    }
}

/// By what a part is sorted. By manager is one list for each of them, by date, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Id,
    Status,
    Content,
    Recipient,
}

/// An order: messages that are equal in it stand by id, the same way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) by: By,
    pub(super) descending: bool,
}

/// Where a message stands in an order.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Deserialize)]
pub(crate) struct Place {
    pub(super) id: i64,
    pub(super) status: i64,
    pub(super) staff_id: i64,
    /// The beginning of content or recipient in a list that is sorted by it, else nothing.
    pub(super) key: String,
}

impl Place {
    /// The message.
    pub(crate) const fn message(&self) -> MessageId {
        MessageId(self.id)
    }
}

impl Order {
    /// The places of two messages, as the database compares them.
    pub(super) fn compare(self, one: &Place, other: &Place) -> std::cmp::Ordering {
        let order = match self.by {
            By::Id => one.id.cmp(&other.id),
            By::Status => (one.status, one.id).cmp(&(other.status, other.id)),
            By::Content | By::Recipient => (&one.key, one.id).cmp(&(&other.key, other.id)),
        };
        if self.descending { order.reverse() } else { order }
    }

    pub(super) const fn direction(self) -> &'static str {
        if self.descending { " DESC" } else { "" }
    }
}

/// Divides what is looked for by status. A word that names a status is found by every message that stands there, whatever it
/// says, so that for these messages the word is looked for no more: statuses for which the same words are left are one
/// part.
pub(super) async fn parts(
    conn: &mut SqliteConnection,
    scope: &Scope,
    sought: &[Sought],
    limits: Limits,
) -> Result<Vec<Part>> {
    let statuses: Vec<i64> = match scope.status {
        Some(status) => vec![status],
        None => Status::ALL.into_iter().map(Status::code).collect(),
    };
    let mut divided: Vec<(Vec<i64>, Vec<Sought>)> = vec![];
    for status in statuses {
        let left: Vec<Sought> = sought.iter().filter(|term| !term.statuses.contains(&status)).cloned().collect();
        // Without anything left to look for, each status is a list of its own.
        let same =
            |(_, others): &&mut (Vec<i64>, Vec<Sought>)| *others == left && (sought.is_empty() || !left.is_empty());
        match divided.iter_mut().find(same) {
            Some((statuses, _)) => statuses.push(status),
            None => divided.push((vec![status], left)),
        }
    }
    let is_whole = divided.len() == 1 && scope.status.is_none();
    let parts = divided.into_iter().filter_map(|(statuses, sought)| {
        let marks: Vec<String> =
            scope.staff.map(marks::of_staff).into_iter().chain(scope.objective.map(marks::of_objective)).collect();
        let expression = if sought.is_empty() { None } else { Some(expression(&sought, &marks)?) };
        Some(Part {
            pharmacy: scope.pharmacy,
            ids: scope.ids,
            statuses: (!is_whole).then_some(statuses),
            staff: scope.staff,
            objective: scope.objective,
            client: scope.client,
            sought,
            expression,
            hits: None,
            found: None,
            limits,
        })
    });
    let mut parts: Vec<Part> = parts.collect();
    for part in &mut parts {
        part.hits = count_hits(conn, part).await?;
    }
    // What the index does not find is not there.
    parts.retain(|part| part.hits != Some(0.0));
    Ok(parts)
}

/// How many messages the index finds for a part: exactly up to those that are counted; more are estimated from how densely the
/// newest of them lie.
async fn count_hits(conn: &mut SqliteConnection, part: &Part) -> Result<Option<f64>> {
    let Some(expression) = &part.expression else { return Ok(None) };
    let (n, oldest) = hits(conn, expression, part.ids, part.limits.counted.saturating_add(1)).await?;
    if n <= i64::from(part.limits.counted) {
        return Ok(Some(number(n)));
    }
    let (first, last) = part.ids;
    Ok(Some(number(n) * number(last - first + 1) / number(last - oldest + 1)))
}
