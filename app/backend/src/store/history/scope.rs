//! Which messages a filter leaves, as the store knows them: ids instead of references, a range of ids instead of days.

use domain::history::Filter;
use domain::id::{MessageId, PharmacyId, StaffRef};
use domain::time::Date;
use sqlx::SqliteConnection;

use crate::error::Result;

/// Which messages a filter leaves.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub(super) pharmacy: PharmacyId,
    /// The first and the last id: a period and a campaign are ranges, for ids rise with time and a campaign's messages
    /// follow one another.
    pub(super) ids: (i64, i64),
    /// The first and the last local day, where there is a period.
    pub(super) days: Option<(i64, i64)>,
    pub(super) status: Option<i64>,
    pub(super) staff: Option<i64>,
    pub(super) objective: Option<i64>,
    /// The campaign and its manager.
    pub(super) campaign: Option<(i64, i64)>,
    pub(super) client: Option<i64>,
}

/// Reads a filter of a pharmacy whose newest message has a number; `None` where it names what the pharmacy does not have, or
/// leaves nothing.
pub(super) async fn scope(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    newest: i64,
    filter: &Filter,
) -> Result<Option<Scope>> {
    let all = (MessageId::new(pharmacy, 1).0, MessageId::new(pharmacy, newest).0);
    let Filter { from, to, status, manager, objective, campaign, client } = filter;
    let mut scope = Scope {
        pharmacy,
        ids: all,
        days: None,
        status: status.map(domain::message::Status::code),
        staff: None,
        objective: objective.map(domain::campaign::Objective::code),
        campaign: None,
        client: None,
    };
    if from.is_some() || to.is_some() {
        let Some(ids) = period(conn, pharmacy, all, (*from, *to)).await? else { return Ok(None) };
        scope.ids = ids;
        scope.days = Some((from.map_or(i64::MIN, Date::days), to.map_or(i64::MAX, Date::days)));
    }
    if let Some(manager) = manager {
        let Some(staff) = staff(conn, pharmacy, manager).await? else { return Ok(None) };
        scope.staff = Some(staff);
    }
    if let Some(client) = client {
        let Some((client, _)) = super::choices::client(conn, pharmacy, client).await? else { return Ok(None) };
        scope.client = Some(client);
    }
    if let Some(campaign) = campaign {
        let Some(of) = crate::store::campaigns::place(conn, pharmacy, campaign).await? else { return Ok(None) };
        // What a campaign's messages have in common is known: it is no filter of theirs any more.
        let agrees = |asked: Option<i64>, is: i64| asked.is_none_or(|asked| asked == is);
        if !agrees(scope.staff, of.staff) || !agrees(scope.objective, of.objective) {
            return Ok(None);
        }
        scope.campaign = Some((of.id.0, of.staff));
        (scope.staff, scope.objective) = (None, None);
        scope.ids = (scope.ids.0.max(of.ids.0), scope.ids.1.min(of.ids.1));
    }
    Ok(Some(scope).filter(|scope| scope.ids.0 <= scope.ids.1))
}

/// The ids of a period; `None` if it has no message. A message belongs to the day that was written with it.
async fn period(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    (mut first, mut last): (i64, i64),
    (from, to): (Option<Date>, Option<Date>),
) -> Result<Option<(i64, i64)>> {
    if let Some(from) = from {
        let Some(number) = first_since(conn, pharmacy, from.days()).await? else { return Ok(None) };
        first = MessageId::new(pharmacy, number).0;
    }
    if let Some(to) = to
        && let Some(number) = first_since(conn, pharmacy, to.days() + 1).await?
    {
        last = MessageId::new(pharmacy, number).0 - 1;
    }
    Ok(Some((first, last)))
}

/// The number of the first message of a day or a later one.
async fn first_since(conn: &mut SqliteConnection, pharmacy: PharmacyId, day: i64) -> Result<Option<i64>> {
    let found = sqlx::query_scalar!(
        "SELECT first_message FROM pharmacy_day WHERE pharmacy_id = $1 AND day >= $2 ORDER BY day LIMIT 1",
        pharmacy.0,
        day
    );
    Ok(found.fetch_optional(conn).await?)
}

/// The person of a reference; `None` if the pharmacy has none.
async fn staff(conn: &mut SqliteConnection, pharmacy: PharmacyId, reference: &StaffRef) -> Result<Option<i64>> {
    let reference = reference.as_str();
    let found = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM staff WHERE public_id = $2 AND pharmacy_id = $1"#,
        pharmacy.0,
        reference
    );
    Ok(found.fetch_optional(conn).await?)
}
