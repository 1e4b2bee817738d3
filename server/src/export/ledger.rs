//! `GET /export/solde.csv`: the entries of the ledger that a filter leaves, newest first, by the address of their list.

use std::borrow::Cow;
use std::io;

use app::context::Request as Asking;
use app::text::credits::{Words, words};
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use backend::clock::Clock;
use backend::service::credits::{Export, export};
use domain::credit::{Entry, LedgerFilter, Sort};
use domain::time::Date;
use futures::Stream;
use futures::stream::unfold;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use tokio_util::sync::CancellationToken;
use url::form_urlencoded::parse;

use super::ExportState;
use super::csv::{BYTE_ORDER_MARK, records, safe};
use crate::refusal::{Asker, Refusal};
use crate::session;

/// The ledger as CSV.
pub async fn ledger_csv(
    State(state): State<ExportState>,
    Extension(asking): Extension<Asking>,
    request: Request,
) -> Response {
    let asker = Asker::reading(asking.language, request.headers());
    let Some(staff) = asking.staff else { return session::not_of_a_pharmacy(&request) };
    let Some(filter) = filter(request.uri().query().unwrap_or_default()) else { return Refusal::Period.answer(asker) };
    let Ok(export) = export(&state.backend, &staff, &filter) else { return Refusal::Period.answer(asker) };
    let today = staff.zone.stamp(Clock::System.now()).date;
    let day = today.split('/').rev().collect::<Vec<_>>().join("-");
    let mut headers =
        HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"))]);
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"solde-{day}.csv\"")) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    let lines = Lines { export, words: words(staff.language), stopping: state.stopping, is_begun: false };
    (headers, Body::from_stream(pieces(lines))).into_response()
}

/// What the address asks for; `None` for a day that does not exist.
fn filter(query: &str) -> Option<LedgerFilter> {
    let get =
        |name: &str| parse(query.as_bytes()).find(|(other, _)| other == name).map(|(_, value)| value.into_owned());
    let day = |name: &str| -> Option<Option<Date>> {
        match get(name).filter(|day| !day.is_empty()) {
            Some(day) => day.parse().ok().map(Some),
            None => Some(None),
        }
    };
    let sort = get("type").as_deref().and_then(Sort::from_slug);
    Some(LedgerFilter { sort, from: day("du")?, to: day("au")? })
}

struct Lines {
    export: Export,
    words: &'static Words,
    stopping: CancellationToken,
    is_begun: bool,
}

/// The file, piece by piece. An error ends the connection: half a file is not taken for a whole one.
fn pieces(lines: Lines) -> impl Stream<Item = io::Result<Bytes>> {
    unfold(Some(lines), |lines| async move {
        let mut lines = lines?;
        match lines.next().await {
            Ok(piece) if piece.is_empty() => None,
            Ok(piece) => Some((Ok(Bytes::from(piece)), Some(lines))),
            Err(error) => Some((Err(error), None)),
        }
    })
}

impl Lines {
    async fn next(&mut self) -> io::Result<Vec<u8>> {
        let credits = &self.words.credits;
        if !std::mem::replace(&mut self.is_begun, true) {
            let head =
                ["N°", credits.date, credits.by, credits.why, credits.amount, credits.reserved, credits.after, ""];
            let mut bytes = BYTE_ORDER_MARK.to_vec();
            bytes.append(&mut records([head.map(Cow::Borrowed)])?);
            return Ok(bytes);
        }
        let entries = tokio::select! {
            biased;
            () = self.stopping.cancelled() => return Err(io::Error::other("the server stops")),
            entries = self.export.next() => entries,
        };
        let entries = entries.map_err(|error| {
            tracing::error!(%error, "an export failed");
            io::Error::other("the export failed")
        })?;
        records(entries.iter().map(|entry| cells(entry, self.words)))
    }
}

fn cells<'a>(entry: &'a Entry, words: &'static Words) -> [Cow<'a, str>; 8] {
    let why = if entry.topup.is_some() { words.credits.topup_activated } else { words.credits.kind(entry.kind) };
    let note = [&entry.campaign, &entry.topup, &entry.note].into_iter().flatten().map(String::as_str);
    let note = note.collect::<Vec<_>>().join(", ");
    [
        Cow::Owned(entry.number.to_string()),
        Cow::Owned([&entry.at.date, " ", &entry.at.time].concat()),
        entry.by.as_deref().map_or(Cow::Borrowed(words.credits.by_itself), safe),
        Cow::Borrowed(why),
        Cow::Owned(entry.available.to_string()),
        Cow::Owned(entry.reserved.to_string()),
        Cow::Owned(entry.available_after.0.to_string()),
        Cow::Owned(safe(&note).into_owned()),
    ]
}
