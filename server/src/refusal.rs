//! Answers for a request that goes no further: a short page in the person's language, that says what happened, what was
//! not done, and what to do; for a script the code that the application has words for. Nothing of what was sent.

use app::error::AppError;
use axum::Json;
use axum::response::{IntoResponse, Response};
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
}

impl Refusal {
    /// The answer.
    pub fn answer(self, asker: Asker) -> Response {
        let mut response = if asker.script { Json(self.code()).into_response() } else { self.page(asker.language) };
        *response.status_mut() = self.status();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    fn page(self, language: Language) -> Response {
        let [title, text, back] = self.words(language);
        let (lang, dir) = (language.tag(), language.direction());
        let page = format!(
            "<!DOCTYPE html>\n<html lang=\"{lang}\" dir=\"{dir}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title} · Comptoir</title>\
             <style>{STYLE}</style></head><body><main><h1>{title}</h1><p>{text}</p>\
             <p><a href=\"/\">{back}</a></p></main></body></html>\n"
        );
        ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
    }

    const fn code(self) -> AppError {
        match self {
            Self::Origin => AppError::Denied,
            Self::TooLarge => AppError::TooLarge,
            Self::OldPage => AppError::Old,
            Self::TooSlow | Self::Failed => AppError::Internal,
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::Origin => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::SERVICE_UNAVAILABLE,
            Self::OldPage => StatusCode::NOT_FOUND,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    const fn words(self, language: Language) -> [&'static str; 3] {
        use Language::{Ar, En, Fr};
        match (self, language) {
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

const STYLE: &str = ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:0}\
                     main{max-width:34rem;margin:12vh auto;padding:0 1.5rem}h1{font-size:1.4rem}\
                     a{display:inline-block;min-height:44px;color:inherit}";
