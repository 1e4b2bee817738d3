//! What a browser is told when something went wrong: a code and names of fields, never a value that somebody typed and
//! never an internal text (an error of a plain form travels in the address).

use domain::form::{Fault, Field, FieldErrors};
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

use crate::text::Text;

/// The error of every server function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppError {
    /// There is no such thing, or it is another pharmacy's.
    NotFound,
    /// Nobody is signed in, or the session has ended.
    SignedOut,
    /// E-mail or password is wrong: the same for both.
    WrongPassword,
    /// The person may not do this.
    Denied,
    /// A form has faults.
    Invalid(FieldErrors),
    /// The template has a newer version than the one that was shown.
    StaleTemplate,
    /// The key of the form was used for another send.
    KeyReused,
    /// The send would be larger than the quote that was shown.
    QuoteChanged,
    /// Nobody would receive anything.
    NobodyLeft,
    /// The message's fate is known by now: it is not sent again.
    NotRepeatable,
    /// A request for credits, or what it needs, is not as it was shown: pages of the chunk have words for each.
    Moved(Moved),
    /// There are fewer credits than needed.
    NoCredit {
        /// Credits that the send needs.
        needed: u32,
        /// Credits there are.
        available: u32,
    },
    /// Too many attempts.
    TooMany {
        /// Seconds until the next one is looked at.
        retry_after: u32,
    },
    /// The form is larger than the server takes.
    TooLarge,
    /// The server could not be reached.
    Offline,
    /// The page and the server do not understand one another: the page is older than an upgrade.
    Old,
    /// The server cannot get at its data for now: nothing was written, and the same can be asked again.
    Unavailable,
    /// Something failed on the server; the log says what.
    Internal,
}

/// What is not as it was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moved {
    /// The request has moved on.
    TopUp,
    /// The pack is offered no more, or at another price.
    Pack,
    /// There are no bank details yet.
    NoBank,
    /// The account would hold more than it can.
    Full,
    /// The entry is not one to correct.
    Entry,
    /// What a client said, or their number.
    Wish,
}

impl AppError {
    /// What happened, what was not done, and what to do now.
    pub fn words(&self, text: &Text) -> String {
        let errors = &text.errors;
        match self {
            Self::NotFound => errors.not_found.to_owned(),
            Self::SignedOut => errors.signed_out.to_owned(),
            Self::WrongPassword => errors.wrong_password.to_owned(),
            Self::Denied => errors.denied.to_owned(),
            Self::Invalid(_) => errors.invalid.to_owned(),
            Self::StaleTemplate => errors.stale_template.to_owned(),
            Self::KeyReused => errors.key_reused.to_owned(),
            Self::QuoteChanged => errors.quote_changed.to_owned(),
            Self::NobodyLeft => errors.nobody_left.to_owned(),
            Self::NotRepeatable => errors.not_repeatable.to_owned(),
            Self::Moved(_) => errors.moved.to_owned(),
            Self::NoCredit { needed, available } => (errors.no_credit)(*needed, *available),
            Self::TooMany { retry_after } => (errors.too_many)(*retry_after),
            Self::TooLarge => errors.too_large.to_owned(),
            Self::Offline => errors.offline.to_owned(),
            Self::Old => errors.old.to_owned(),
            Self::Unavailable => errors.unavailable.to_owned(),
            Self::Internal => errors.internal.to_owned(),
        }
    }

    /// What is wrong with one field, if something is.
    pub fn field(&self, field: Field, text: &Text) -> Option<String> {
        let Self::Invalid(faults) = self else { return None };
        faults.of(field).next().map(|fault| text.errors.fault(field, fault))
    }

    /// Every fault of a field.
    pub fn faults(&self, field: Field) -> Vec<Fault> {
        let Self::Invalid(faults) = self else { return Vec::new() };
        faults.of(field).collect()
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let error = match error {
            ServerFnErrorErr::Request(_) => Self::Offline,
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_) => Self::Old,
            ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Serialization(_)
            | ServerFnErrorErr::Response(_) => Self::Internal,
        };
        // What cannot be read never reaches a service: its status is set here.
        #[cfg(feature = "ssr")]
        server::set_status(&error);
        error
    }
}

#[cfg(feature = "ssr")]
mod server {
    use axum::http::header::ACCEPT;
    use axum::http::request::Parts;
    use axum::http::{HeaderMap, StatusCode};
    use backend::error::{Conflict, Error};
    use leptos::prelude::use_context;
    use leptos_axum::ResponseOptions;

    use super::{AppError, Moved};

    impl AppError {
        /// The HTTP status that says the same.
        pub const fn status(&self) -> StatusCode {
            match self {
                Self::NotFound => StatusCode::NOT_FOUND,
                Self::SignedOut | Self::WrongPassword => StatusCode::UNAUTHORIZED,
                Self::Denied => StatusCode::FORBIDDEN,
                Self::Invalid(_) | Self::NobodyLeft => StatusCode::UNPROCESSABLE_ENTITY,
                Self::StaleTemplate | Self::KeyReused | Self::QuoteChanged | Self::NotRepeatable | Self::Moved(_) => {
                    StatusCode::CONFLICT
                }
                Self::NoCredit { .. } => StatusCode::PAYMENT_REQUIRED,
                Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
                Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
                Self::Old => StatusCode::BAD_REQUEST,
                Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
                Self::Offline | Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            }
        }
    }

    impl From<Error> for AppError {
        fn from(error: Error) -> Self {
            let error = told(error);
            set_status(&error);
            error
        }
    }

    /// Gives the answer the status of an error.
    pub(super) fn set_status(error: &AppError) {
        if let (Some(parts), Some(response)) = (use_context::<Parts>(), use_context::<ResponseOptions>())
            && sets_status(parts.uri.path(), &parts.headers)
        {
            response.set_status(error.status());
        }
    }

    /// What of an error may be told. The rest goes to the log, here and nowhere else.
    fn told(error: Error) -> AppError {
        match error {
            Error::NotFound => AppError::NotFound,
            Error::SignedOut => AppError::SignedOut,
            Error::WrongPassword => AppError::WrongPassword,
            Error::Denied => AppError::Denied,
            Error::Invalid(faults) => AppError::Invalid(faults),
            Error::Conflict(Conflict::StaleTemplate) => AppError::StaleTemplate,
            Error::Conflict(Conflict::KeyReused) => AppError::KeyReused,
            Error::Conflict(Conflict::QuoteChanged) => AppError::QuoteChanged,
            Error::Conflict(Conflict::NobodyLeft) => AppError::NobodyLeft,
            Error::Conflict(Conflict::NotRepeatable) => AppError::NotRepeatable,
            Error::Conflict(Conflict::TopUpMoved) => AppError::Moved(Moved::TopUp),
            Error::Conflict(Conflict::PackGone) => AppError::Moved(Moved::Pack),
            Error::Conflict(Conflict::NoBankDetails) => AppError::Moved(Moved::NoBank),
            Error::Conflict(Conflict::BalanceFull) => AppError::Moved(Moved::Full),
            Error::Conflict(Conflict::NotCorrectable) => AppError::Moved(Moved::Entry),
            Error::Conflict(Conflict::WishMoved) => AppError::Moved(Moved::Wish),
            Error::NoCredit { needed, available } => AppError::NoCredit { needed, available },
            Error::TooMany { retry_after } => AppError::TooMany { retry_after },
            error => {
                tracing::error!(%error, "request failed");
                if error.is_unavailable() { AppError::Unavailable } else { AppError::Internal }
            }
        }
    }

    /// A plain form's answer is a redirect, which another status would break (facts, `pitfalls.md`). A page, and what a
    /// script asks for, has the status that says what happened.
    fn sets_status(path: &str, headers: &HeaderMap) -> bool {
        let html = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|a| a.contains("text/html"));
        !(html && path.starts_with(crate::api::PREFIX))
    }

    #[cfg(test)]
    mod tests {
        use axum::http::HeaderValue;
        use rstest::rstest;

        use super::*;

        #[rstest]
        #[case("/api/sign-in", "text/html,application/xhtml+xml", false)]
        #[case("/api/sign-in", "application/json", true)]
        #[case("/campagnes/cmp_000000000000", "text/html", true)]
        fn a_plain_form_keeps_its_redirect(#[case] path: &str, #[case] accept: &'static str, #[case] sets: bool) {
            let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]);
            assert_eq!(sets_status(path, &headers), sets);
        }

        #[test]
        fn what_is_internal_is_not_told() {
            let bad = Error::BadRow { table: "message", column: "status", row: 7 };
            assert_eq!(told(bad), AppError::Internal);
            assert_eq!(told(Error::Store("SQLITE_FULL /var/lib/x".into())), AppError::Internal);
            let unwritable = std::io::Error::other("/var/lib/x");
            assert_eq!(told(Error::Store(Box::new(unwritable))), AppError::Unavailable);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::language::Language;

    use super::*;
    use crate::text::text;

    #[test]
    fn an_error_travels_without_what_was_typed() {
        let error = AppError::Invalid(FieldErrors::one(Field::Email, Fault::Required));
        assert_eq!(AppError::de(error.ser()), error);
        assert_eq!(error.ser().as_ref(), br#"{"invalid":[["email","required"]]}"#);
        assert_eq!(AppError::from_server_fn_error(ServerFnErrorErr::Args("0612345678".into())), AppError::Old);
    }

    #[test]
    fn an_answer_that_cannot_be_read_asks_for_a_reload() {
        assert_eq!(AppError::de("<html>".into()), AppError::Old);
    }

    #[test]
    fn numbers_stand_in_the_words() {
        let words = AppError::NoCredit { needed: 1_204, available: 12 }.words(text(Language::Fr));
        assert!(words.contains("1\u{202F}204") && words.contains("12"), "{words}");
    }
}
