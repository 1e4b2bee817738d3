//! What is asked for, by whom, and in whose words it is answered.

use app::context::Request as Asking;
use app::text::{Text, text};
use axum::extract::Request;
use axum::response::Response;
use backend::Backend;
use backend::caller::Staff;
use backend::clock::Clock;
use backend::exports::Followed;
use domain::history::{MAX_NAME, Query, ask};
use http::HeaderMap;
use url::form_urlencoded::parse;

use crate::refusal::{Asker, Refusal};
use crate::session;

/// The name in the address by which the page follows its export.
const FOLLOWED_AS: &str = "suivi";

/// An export that is asked for.
pub struct Wanted {
    pub staff: Staff,
    pub query: Query,
    /// The words of the person who asks.
    pub text: &'static Text,
    followed_as: Option<String>,
    asker: Asker,
    /// The query as it was written.
    search: String,
}

impl Wanted {
    /// What a request asks for; else the answer: that they may not, the way to sign in, or what is wrong with the dates.
    pub fn of(request: &Request) -> Result<Self, Box<Response>> {
        let staff = request.extensions().get::<Asking>().and_then(|asking| asking.staff.clone());
        let Some(staff) = staff else { return Err(Box::new(session::not_of_a_pharmacy(request))) };
        let search = request.uri().query().unwrap_or_default();
        let get = |name: &str| parse(search.as_bytes()).find(|(other, _)| other == name).map(|(_, value)| value.into());
        let asked = ask(get);
        let headers: &HeaderMap = request.headers();
        let wanted = Self {
            query: asked.query,
            text: text(staff.language),
            followed_as: get(FOLLOWED_AS).filter(|name: &String| is_name(name)),
            asker: Asker::reading(staff.language, headers),
            search: search.to_owned(),
            staff,
        };
        if asked.faults.0.is_empty() { Ok(wanted) } else { Err(Box::new(wanted.refuse(Refusal::Period))) }
    }

    /// Why there is no file. Where a workbook is too small, the way to CSV.
    pub fn refuse(&self, refusal: Refusal) -> Response {
        let csv = ["/export/communications.csv?", &self.search].concat();
        let way_on = (refusal == Refusal::TooManyLines).then_some((csv.as_str(), self.text.export.as_csv));
        refusal.answer_with(self.asker, way_on)
    }

    /// The day on the pharmacy's calendar, as a file's name has it: `2026-11-24`.
    pub fn day(&self) -> String {
        let today = self.staff.zone.stamp(Clock::System.now()).date;
        today.split('/').rev().collect::<Vec<_>>().join("-")
    }

    /// Lets the page follow the export, where it gave it a name.
    pub fn follow(&self, backend: &Backend, total: u32) -> Option<Followed> {
        let name = self.followed_as.as_deref()?;
        Some(backend.exports().begin(self.staff.id, name, total))
    }
}

fn is_name(name: &str) -> bool {
    (1..=MAX_NAME).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
