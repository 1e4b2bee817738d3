//! The history of communications.

use domain::campaign::UnderWay;
use domain::history::{Choices, Cursor, Message, Progress, Query, Totals};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use crate::components::rows::Rows;
use crate::error::AppError;

/// One page of a list as a browser shows it: [`Page`](domain::history::Page) with its lines as rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// At most 50.
    pub rows: Rows,
    /// How many they are.
    pub shown: u32,
    /// The page before; `None` on the first.
    pub previous: Option<Cursor>,
    /// The page after; `None` on the last.
    pub next: Option<Cursor>,
    /// Totals of all pages.
    pub totals: Totals,
    /// The number of the pharmacy's newest message when the page was read.
    pub newest: i64,
    /// How many messages that the query finds came after the bound that was given.
    pub fresh: u32,
}

impl Listed {
    /// The same, for the data that a page carries along.
    pub fn in_page(self) -> Self {
        Self { rows: self.rows.in_page(), ..self }
    }

    /// A page of a list, for who asked for it.
    #[cfg(feature = "ssr")]
    pub(crate) fn of(
        staff: &backend::caller::Staff,
        query: &Query,
        cursor: Option<Cursor>,
        page: domain::history::Page,
    ) -> Self {
        let found = domain::history::Highlight::of(&query.search);
        let here = crate::address::address("", query, cursor);
        let may_send = staff.permissions.has(domain::staff::Permission::SmsSend);
        let domain::history::Page { lines, previous, next, totals, newest, fresh } = page;
        Self {
            rows: crate::components::history_table::rows(&lines, &found, &here, may_send, staff.language),
            shown: u32::try_from(lines.len()).unwrap_or(u32::MAX),
            previous,
            next,
            totals,
            newest,
            fresh,
        }
    }
}

/// What the page begins with.
pub type Opening = (Option<Listed>, Choices, Option<UnderWay>);

/// One page of a list. `until` is the number of the newest message that is shown; what came after it is counted.
#[server(name = ReadHistory, prefix = "/api", endpoint = "history", input = Json)]
pub async fn list(query: Query, cursor: Option<Cursor>, until: Option<i64>) -> Result<Listed, AppError> {
    let (backend, staff) = super::caller()?;
    let page = backend::service::history::list(&backend, &staff, &query, cursor, until).await?;
    Ok(Listed::of(&staff, &query, cursor, page))
}

/// What the page begins with: the list that its address asks for, if it asks for one; what can be chosen in its filters; and
/// the send under way.
#[server(name = ReadOpening, prefix = "/api", endpoint = "history-opening", input = Json)]
pub async fn open(asked: Option<(Query, Option<Cursor>)>) -> Result<Opening, AppError> {
    use backend::service::history::{choices, list, under_way};
    let (backend, staff) = super::caller()?;
    let query = asked.as_ref().map(|(query, _)| query.clone()).unwrap_or_default();
    let choices = choices(&backend, &staff, &query).await?;
    let page = match asked {
        Some((query, cursor)) => {
            let page = list(&backend, &staff, &query, cursor, None).await?;
            Some(Listed::of(&staff, &query, cursor, page))
        }
        None => None,
    };
    Ok((page, choices, under_way(&backend, &staff).await?))
}

/// The newest campaign that has messages still to leave.
#[server(name = ReadUnderWay, prefix = "/api", endpoint = "under-way")]
pub async fn under_way() -> Result<Option<UnderWay>, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::history::under_way(&backend, &staff).await?)
}

/// One message with its whole life; `number` as the history has it.
#[server(name = ReadMessage, prefix = "/api", endpoint = "message")]
pub async fn message(number: i64) -> Result<Message, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::history::message(&backend, &staff, number).await?)
}

/// How far an export of one's own is, by the name that the page gave it; `None` before it has begun.
#[server(name = ReadExport, prefix = "/api", endpoint = "export-progress")]
pub async fn export_progress(name: String) -> Result<Option<Progress>, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend.exports().progress(staff.id, &name))
}
