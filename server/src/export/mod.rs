//! `GET /export/communications.csv` and `.xlsx`: all that a list shows, by the list's own query. Lines go out as they are read,
//! page by page, so that a large export takes no more memory than a small one; a browser that goes away ends it.

mod cells;
mod csv;
mod ledger;
mod wanted;
mod xlsx;

use std::io;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use backend::exports::Followed;
use backend::service::history::{self, Export, ExportLine};
use backend::{Backend, Error};
use futures::Stream;
use futures::stream::unfold;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use tokio::sync::mpsc::{self, Sender};
use tokio_util::io::ReaderStream;
use tokio_util::sync::CancellationToken;

pub use self::ledger::ledger_csv;
use self::wanted::Wanted;
use self::xlsx::{MOST, Part};
use crate::refusal::Refusal;

/// The type of the file. What has it is not compressed on its way: a compressor would hold lines back.
pub const CSV: &str = "text/csv";
/// The same of a workbook, which is compressed already.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Batches that wait for the writer of a workbook.
const WAITING: usize = 2;

/// What the handlers need.
#[derive(Clone)]
pub struct ExportState {
    pub backend: Backend,
    /// Ends what is under way when the server stops.
    pub stopping: CancellationToken,
}

/// The list as CSV.
pub async fn csv(State(state): State<ExportState>, request: Request) -> Response {
    let wanted = match Wanted::of(&request) {
        Ok(wanted) => wanted,
        Err(answer) => return *answer,
    };
    match open(&state, &wanted).await {
        Ok(export) => {
            let followed = wanted.follow(&state.backend, export.total());
            let lines = Lines { export, wanted, followed, stopping: state.stopping, is_begun: false };
            let headers = headers("csv", "text/csv; charset=utf-8; header=present", &lines.wanted);
            (headers, Body::from_stream(pieces(lines))).into_response()
        }
        Err(refusal) => wanted.refuse(refusal),
    }
}

/// The list as a workbook.
pub async fn xlsx(State(state): State<ExportState>, request: Request) -> Response {
    let wanted = match Wanted::of(&request) {
        Ok(wanted) => wanted,
        Err(answer) => return *answer,
    };
    let made = async {
        let export = open(&state, &wanted).await?;
        fits(export.total())?;
        let headers = headers("xlsx", XLSX, &wanted);
        let followed = wanted.follow(&state.backend, export.total());
        let file = workbook(export, &wanted, followed, &state.stopping).await?;
        Ok((headers, Body::from_stream(ReaderStream::new(file))))
    };
    match made.await {
        Ok(answer) => answer.into_response(),
        Err(refusal) => wanted.refuse(refusal),
    }
}

async fn open(state: &ExportState, wanted: &Wanted) -> Result<Export, Refusal> {
    history::export(&state.backend, &wanted.staff, &wanted.query).await.map_err(refusal)
}

/// Whether a workbook has room for so many lines.
const fn fits(lines: u32) -> Result<(), Refusal> {
    if lines > MOST { Err(Refusal::TooManyLines) } else { Ok(()) }
}

fn refusal(error: Error) -> Refusal {
    match error {
        Error::Denied => Refusal::Denied,
        Error::Invalid(_) => Refusal::Period,
        error => {
            tracing::error!(%error, "an export failed");
            Refusal::Failed
        }
    }
}

/// A name with the day on which it was asked for.
fn headers(ending: &str, kind: &'static str, wanted: &Wanted) -> HeaderMap {
    let name = format!("attachment; filename=\"communications-{}.{ending}\"", wanted.day());
    let mut headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(kind))]);
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    headers
}

/// An export as CSV, while it is read.
struct Lines {
    export: Export,
    wanted: Wanted,
    followed: Option<Followed>,
    stopping: CancellationToken,
    is_begun: bool,
}

/// The file, piece by piece. An error ends the connection: half a file is not taken for a whole one.
fn pieces(lines: Lines) -> impl Stream<Item = io::Result<Bytes>> {
    unfold(Some(lines), |lines| async move {
        let mut lines = lines?;
        match lines.next().await {
            Ok(Some(piece)) => Some((Ok(Bytes::from(piece)), Some(lines))),
            Ok(None) => {
                if let Some(followed) = lines.followed.take() {
                    followed.done();
                }
                None
            }
            Err(error) => Some((Err(error), None)),
        }
    })
}

impl Lines {
    async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        if !std::mem::replace(&mut self.is_begun, true) {
            return csv::beginning(self.wanted.text).map(Some);
        }
        let lines = batch(&mut self.export, &self.stopping).await.map_err(|_| io::Error::other("the export failed"))?;
        if lines.is_empty() {
            return Ok(None);
        }
        let piece = csv::lines(&lines, self.wanted.text)?;
        advance(self.followed.as_ref(), &lines);
        Ok(Some(piece))
    }
}

/// The next lines; none at the end.
async fn batch(export: &mut Export, stopping: &CancellationToken) -> Result<Vec<ExportLine>, Refusal> {
    tokio::select! {
        biased;
        () = stopping.cancelled() => Err(Refusal::Failed),
        lines = export.next() => lines.map_err(refusal),
    }
}

fn advance(followed: Option<&Followed>, lines: &[ExportLine]) {
    if let Some(followed) = followed {
        followed.advance(u32::try_from(lines.len()).unwrap_or(u32::MAX));
    }
}

/// Writes the workbook into a file. The writer blocks, and works beside: when the browser goes away, this ends with it, and
/// the writer with what it gets no more.
async fn workbook(
    export: Export,
    wanted: &Wanted,
    followed: Option<Followed>,
    stopping: &CancellationToken,
) -> Result<tokio::fs::File, Refusal> {
    let failed = |error: &dyn std::error::Error| {
        tracing::error!(%error, "a workbook was not written");
        Refusal::Failed
    };
    let (sender, parts) = mpsc::channel(WAITING);
    let (text, language) = (wanted.text, wanted.staff.language);
    let writer = tokio::task::spawn_blocking(move || xlsx::write(parts, text, language));
    let fed = feed(export, sender, followed.as_ref(), stopping).await;
    let written = writer.await.map_err(|error| failed(&error))?;
    fed?;
    let file = written.map_err(|error| failed(&error))?.ok_or(Refusal::Failed)?;
    if let Some(followed) = followed {
        followed.done();
    }
    Ok(tokio::fs::File::from_std(file))
}

/// Gives the writer all lines, and says when there are no more. A writer that has failed takes none, and says why itself.
async fn feed(
    mut export: Export,
    sender: Sender<Part>,
    followed: Option<&Followed>,
    stopping: &CancellationToken,
) -> Result<(), Refusal> {
    loop {
        let lines = batch(&mut export, stopping).await?;
        if lines.is_empty() {
            let _failed = sender.send(Part::End).await;
            return Ok(());
        }
        advance(followed, &lines);
        if sender.send(Part::Lines(lines)).await.is_err() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Asker;

    #[test]
    fn a_workbook_is_refused_from_the_line_on_for_which_it_has_no_room() {
        assert!(fits(0).is_ok() && fits(1_048_575).is_ok());
        for lines in [1_048_576, u32::MAX] {
            assert!(fits(lines).is_err_and(|refusal| refusal == Refusal::TooManyLines));
        }
    }

    #[tokio::test]
    async fn what_does_not_fit_is_said_with_the_way_to_csv() {
        let headers = HeaderMap::from_iter([(http::header::ACCEPT, HeaderValue::from_static("text/html"))]);
        let asker = Asker::reading(domain::language::Language::Fr, &headers);
        let answer = Refusal::TooManyLines.answer_with(asker, Some(("/export/communications.csv?q=a&tri=date", "CSV")));
        assert_eq!(answer.status(), http::StatusCode::UNPROCESSABLE_ENTITY);
        let page = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let page = String::from_utf8(page.to_vec()).unwrap();
        assert!(page.contains("href=\"/export/communications.csv?q=a&amp;tri=date\""), "{page}");
        assert!(page.contains("1 048 575 SMS"), "{page}");
    }
}
