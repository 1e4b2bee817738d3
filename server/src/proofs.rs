//! Proofs of transfer: `POST /recharges/{topup}/preuve` takes one, as a plain form with a file, and leads back to the request;
//! `GET /recharges/{topup}/preuve/{n}` gives it back to those entitled, as a file to keep and never as a page.

use app::context::Request as Asking;
use axum::Extension;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use backend::error::Conflict;
use backend::service::topups::{self, Caller};
use backend::{Backend, Error};
use domain::form::{Fault, Field};
use domain::id::TopUpRef;
use domain::proof::MAX_PROOF;
use http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};

use crate::refusal::{Asker, Refusal};

/// The most octets of a form with a proof. More than a proof may have, so that one that is too large is told as such on its
/// page, and not by a broken connection; what is far larger is refused as every form is.
pub const MAX_FORM: usize = 2 * MAX_PROOF + 64 * 1024;

/// The fields of the form, either of which may hold the file: one that was chosen, or a photograph.
const FIELDS: [&str; 2] = ["preuve", "photo"];

/// Takes a proof.
pub async fn take(
    State(backend): State<Backend>,
    Path(topup): Path<String>,
    Extension(asking): Extension<Asking>,
    request: Request,
) -> Response {
    let asker = Asker::reading(asking.language, request.headers());
    let Some(staff) = asking.staff else { return crate::session::not_of_a_pharmacy(&request) };
    let Ok(topup) = TopUpRef::try_from(topup) else { return Refusal::Nothing.answer(asker) };
    let content = match content(Multipart::from_request(request, &()).await).await {
        Ok(content) => content,
        Err(refusal) => return refusal.answer(asker),
    };
    let said = match topups::declare(&backend, &staff, &topup, &content).await {
        Ok(()) => "recue",
        Err(Error::Invalid(faults)) => match faults.of(Field::Proof).next() {
            Some(Fault::Required) => "vide",
            Some(Fault::TooLong) => "trop-grande",
            Some(Fault::OutOfRange) => "trop",
            _ => "autre",
        },
        Err(Error::Conflict(Conflict::TopUpMoved)) => "tard",
        Err(Error::NotFound) => return Refusal::Nothing.answer(asker),
        Err(Error::Denied) => return Refusal::Denied.answer(asker),
        Err(error) => {
            tracing::error!(%error, "a proof was not taken");
            return Refusal::Failed.answer(asker);
        }
    };
    Redirect::to(&format!("/parametres/solde/recharges/{topup}?preuve={said}")).into_response()
}

/// The first file of the form that is not empty; empty where there is none.
async fn content(form: Result<Multipart, MultipartRejection>) -> Result<Vec<u8>, Refusal> {
    let mut form = form.map_err(|_| Refusal::OldPage)?;
    let mut content = vec![];
    while let Some(field) = form.next_field().await.map_err(|_| Refusal::OldPage)? {
        if !field.name().is_some_and(|name| FIELDS.contains(&name)) {
            continue;
        }
        let bytes = field.bytes().await.map_err(|_| Refusal::OldPage)?;
        if content.is_empty() {
            content = bytes.to_vec();
        }
    }
    Ok(content)
}

/// Gives a proof back.
pub async fn give(
    State(backend): State<Backend>,
    Path((topup, n)): Path<(String, u32)>,
    Extension(asking): Extension<Asking>,
    request: Request,
) -> Response {
    let asker = Asker::reading(asking.language, request.headers());
    let caller = match (&asking.staff, &asking.sales) {
        (Some(staff), _) => Caller::Staff(staff),
        (None, Some(person)) => Caller::Sales(person),
        (None, None) => return crate::session::to_sign_in(&request),
    };
    let Ok(topup) = TopUpRef::try_from(topup) else { return Refusal::Nothing.answer(asker) };
    match topups::proof(&backend, caller, &topup, n).await {
        Ok(file) => {
            let name = format!("attachment; filename=\"preuve-{}-{n}.{}\"", file.number, file.kind.ending());
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.kind.media_type()));
            // Whatever stands in it runs nothing, also where a browser shows it all the same.
            headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
            if let Ok(name) = HeaderValue::from_str(&name) {
                headers.insert(CONTENT_DISPOSITION, name);
            }
            (headers, file.content).into_response()
        }
        Err(Error::NotFound) => Refusal::Nothing.answer(asker),
        Err(Error::Denied) => Refusal::Denied.answer(asker),
        Err(error) => {
            tracing::error!(%error, "a proof was not given back");
            Refusal::Failed.answer(asker)
        }
    }
}
