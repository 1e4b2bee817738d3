//! Answers for a request that goes no further: a short page in the person's language, that says what happened, what was
//! not done, and what to do; for a script the code that the application has words for. Nothing of what was sent.

use app::error::AppError;
use app::text::text;
use axum::Json;
use axum::response::{IntoResponse, Response};
use domain::form::FieldErrors;
use domain::language::Language;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::session::cookie_language;

/// Who is to understand the answer.
#[derive(Clone, Copy)]
pub struct Asker {
    language: Language,
    /// A script, which reads codes, not pages.
    script: bool,
}

impl Asker {
    /// The one who sends these headers.
    pub fn of(headers: &HeaderMap) -> Self {
        let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
        let script = accept.contains("application/json") && !accept.contains("text/html");
        Self { language: cookie_language(headers), script }
    }

    /// The one who sends these headers, and reads this language.
    pub fn reading(language: Language, headers: &HeaderMap) -> Self {
        Self { language, ..Self::of(headers) }
    }
}

/// Why a request goes no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It comes from another site, or does not say from where.
    Origin,
    /// Its body is too large.
    TooLarge,
    /// It took too long.
    TooSlow,
    /// There is no such function: the page is older than the server.
    OldPage,
    /// It failed, and the log says why.
    Failed,
    /// The person may not have this file.
    Denied,
    /// A period that does not exist: there is no list of it.
    Period,
    /// More lines than a sheet holds.
    TooManyLines,
    /// There is no such page for this person.
    Nothing,
}

impl Refusal {
    /// The answer.
    pub fn answer(self, asker: Asker) -> Response {
        self.answer_with(asker, None)
    }

    /// The answer, its page with another way on: an address and its words.
    pub fn answer_with(self, asker: Asker, way_on: Option<(&str, &str)>) -> Response {
        let page = || self.page(asker.language, way_on);
        let mut response = if asker.script { Json(self.code()).into_response() } else { page() };
        *response.status_mut() = self.status();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    fn page(self, language: Language, way_on: Option<(&str, &str)>) -> Response {
        let [title, text, back] = self.words(language);
        let link = |(address, words): (&str, &str)| format!("<p><a href=\"{}\">{words}</a></p>", escaped(address));
        let way_on = way_on.map(link).unwrap_or_default();
        let (lang, dir) = (language.tag(), language.direction());
        let page = format!(
            "<!DOCTYPE html>\n<html lang=\"{lang}\" dir=\"{dir}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title} · Comptoir</title>\
             <style>{STYLE}</style></head><body><main><h1>{title}</h1><p>{text}</p>{way_on}\
             <p><a href=\"/\">{back}</a></p></main></body></html>\n"
        );
        ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
    }

    fn code(self) -> AppError {
        match self {
            Self::Origin | Self::Denied => AppError::Denied,
            Self::TooLarge => AppError::TooLarge,
            Self::OldPage => AppError::Old,
            Self::Nothing => AppError::NotFound,
            Self::TooSlow | Self::Failed => AppError::Internal,
            Self::Period | Self::TooManyLines => AppError::Invalid(FieldErrors(Vec::new())),
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::Origin => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::SERVICE_UNAVAILABLE,
            Self::OldPage | Self::Nothing => StatusCode::NOT_FOUND,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Denied => StatusCode::FORBIDDEN,
            Self::Period | Self::TooManyLines => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    fn words(self, language: Language) -> [&'static str; 3] {
        use Language::{Ar, En, Fr};
        let text = text(language);
        let export = &text.export;
        match (self, language) {
            (Self::Nothing, _) => [text.common.not_found, text.common.not_found_says, text.common.back_home],
            (Self::Denied, _) => [export.denied, text.errors.denied, export.back],
            (Self::Period, _) => [export.bad_dates, export.bad_dates_says, export.back],
            (Self::TooManyLines, _) => [export.too_many, export.too_many_says, export.back],
            (Self::Origin, Fr) => [
                "Demande refusée",
                "Ce formulaire ne vient pas de cette page de Comptoir. Rien n’a été enregistré ni envoyé. Ouvrez \
                 Comptoir dans ce navigateur et recommencez.",
                "Ouvrir Comptoir",
            ],
            (Self::Origin, Ar) => [
                "تم رفض الطلب",
                "هذا النموذج لم يأتِ من صفحة Comptoir هذه. لم يُحفظ شيء ولم يُرسل شيء. افتح Comptoir في هذا المتصفح وأعد المحاولة.",
                "فتح Comptoir",
            ],
            (Self::Origin, En) => [
                "Request refused",
                "This form does not come from this Comptoir page. Nothing was saved or sent. Open Comptoir in this \
                 browser and try again.",
                "Open Comptoir",
            ],
            (Self::TooLarge, Fr) => [
                "Envoi trop volumineux",
                "La limite est de 2 Mo. Rien n’a été enregistré ni envoyé. Réduisez la sélection ou le texte et \
                 recommencez.",
                "Revenir à Comptoir",
            ],
            (Self::TooLarge, Ar) => [
                "حجم الطلب كبير جدا",
                "الحد الأقصى هو 2 ميغابايت. لم يُحفظ شيء ولم يُرسل شيء. قلّل الاختيار أو النص وأعد المحاولة.",
                "العودة إلى Comptoir",
            ],
            (Self::TooLarge, En) => [
                "Too much data",
                "The limit is 2 MB. Nothing was saved or sent. Reduce the selection or the text and try again.",
                "Back to Comptoir",
            ],
            (Self::TooSlow, Fr) => [
                "Réponse trop longue",
                "Le serveur n’a pas répondu à temps. Vérifiez l’historique avant de recommencer un envoi : il ne part \
                 jamais deux fois.",
                "Revenir à Comptoir",
            ],
            (Self::TooSlow, Ar) => [
                "استغرق الرد وقتا طويلا",
                "لم يجب الخادم في الوقت المحدد. تحقق من السجل قبل إعادة الإرسال: لا يُرسل أبدا مرتين.",
                "العودة إلى Comptoir",
            ],
            (Self::TooSlow, En) => [
                "No answer in time",
                "The server did not answer in time. Look at the history before you send again: a send never leaves twice.",
                "Back to Comptoir",
            ],
            (Self::OldPage, Fr) => [
                "Page à recharger",
                "Comptoir a été mis à jour depuis l’ouverture de cette page. Rien n’a été enregistré ni envoyé. \
                 Rechargez la page et recommencez.",
                "Recharger Comptoir",
            ],
            (Self::OldPage, Ar) => [
                "يجب إعادة تحميل الصفحة",
                "تم تحديث Comptoir بعد فتح هذه الصفحة. لم يُحفظ شيء ولم يُرسل شيء. أعد تحميل الصفحة وحاول من جديد.",
                "إعادة تحميل Comptoir",
            ],
            (Self::OldPage, En) => [
                "Reload this page",
                "Comptoir was updated after this page was opened. Nothing was saved or sent. Reload the page and try \
                 again.",
                "Reload Comptoir",
            ],
            (Self::Failed, Fr) => [
                "Une erreur est survenue",
                "Le serveur n’a pas pu répondre. Vérifiez l’historique avant de recommencer un envoi : il ne part jamais \
                 deux fois.",
                "Revenir à Comptoir",
            ],
            (Self::Failed, Ar) => [
                "حدث خطأ",
                "تعذر على الخادم الرد. تحقق من السجل قبل إعادة الإرسال: لا يُرسل أبدا مرتين.",
                "العودة إلى Comptoir",
            ],
            (Self::Failed, En) => [
                "Something went wrong",
                "The server could not answer. Look at the history before you send again: a send never leaves twice.",
                "Back to Comptoir",
            ],
        }
    }
}

/// A text as the value of an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

const STYLE: &str = ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:0}\
                     main{max-width:34rem;margin:12vh auto;padding:0 1.5rem}h1{font-size:1.4rem}\
                     a{display:inline-block;min-height:44px;color:inherit}";
