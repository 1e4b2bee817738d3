use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::id::MessageId;
use domain::message::{Reason, Status};
use hmac::{Hmac, KeyInit, Mac};
use rstest::rstest;
use sha1::Sha1;
use url::{Url, form_urlencoded};

use super::super::{Twilio, signature};
use super::{TOKEN, settings};
use crate::gateway::{About, Callback, CallbackFault, Gateway, Inbound, News, Report};

fn pairs(text: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

/// A request to an address, with a form, signed as Twilio does.
fn signed(path: &str, query: &str, form: &str) -> Callback {
    let path_and_query =
        if query.is_empty() { format!("/passerelle/{path}") } else { format!("/passerelle/{path}?{query}") };
    let mut form = pairs(form);
    let mut sorted = form.clone();
    sorted.sort();
    let said: String = sorted.into_iter().map(|(name, value)| name + &value).collect();
    let mut mac = Hmac::<Sha1>::new_from_slice(TOKEN.as_bytes()).unwrap();
    mac.update(format!("https://mycompany.com{path_and_query}{said}").as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    form.reverse();
    Callback {
        path: path.to_owned(),
        path_and_query,
        query: pairs(query),
        raw_query: query.to_owned(),
        form,
        signature,
    }
}

fn heard(callback: &Callback) -> Result<Option<News>, CallbackFault> {
    Twilio::new(settings("http://127.0.0.1:1")).callback(callback)
}

fn reported(form: &str) -> Result<Option<Report>, CallbackFault> {
    Ok(heard(&signed("twilio/rapport", "m=42", form))?.map(|news| match news {
        News::Report(report) => report,
        News::Inbound(inbound) => panic!("{inbound:?}"),
    }))
}

/// The example of Twilio's documentation, "Validating Signatures from Twilio".
fn documented() -> Callback {
    let form = "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212";
    Callback {
        path: String::from("myapp.php"),
        path_and_query: String::from("/myapp.php?foo=1&bar=2"),
        query: pairs("foo=1&bar=2"),
        raw_query: String::from("foo=1&bar=2"),
        form: pairs(form),
        signature: String::from("RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    }
}

#[test]
fn the_documented_signature_is_right() {
    let mut settings = settings("http://127.0.0.1:1");
    assert!(signature::is_right(&settings, &documented()));
    settings.callback_url = Url::parse("https://mycompany.com:443/").unwrap();
    assert!(signature::is_right(&settings, &documented()), "the port that https has is none");
    settings.callback_url = Url::parse("http://mycompany.com/").unwrap();
    assert!(!signature::is_right(&settings, &documented()));
}

#[test]
fn the_port_may_be_signed_as_well() {
    let mut callback = documented();
    let said = "CallSidCA1234567890ABCDECaller+14158675309Digits1234From+14158675309To+18005551212";
    let mut mac = Hmac::<Sha1>::new_from_slice(TOKEN.as_bytes()).unwrap();
    mac.update(format!("https://mycompany.com:443/myapp.php?foo=1&bar=2{said}").as_bytes());
    callback.signature = STANDARD.encode(mac.finalize().into_bytes());
    assert!(signature::is_right(&settings("http://127.0.0.1:1"), &callback));
}

#[rstest]
#[case::none(|callback: &mut Callback| callback.signature.clear())]
#[case::not_base64(|callback: &mut Callback| callback.signature = String::from("?"))]
#[case::shortened(|callback: &mut Callback| callback.signature = STANDARD.encode("RSOYD"))]
#[case::another_message(|callback: &mut Callback| callback.path_and_query = callback.path_and_query.replace("42", "43"))]
#[case::another_word(|callback: &mut Callback| callback.form[0].1.push('x'))]
#[case::one_more(|callback: &mut Callback| callback.form.push((String::from("ErrorCode"), String::from("1"))))]
fn what_is_forged_is_not_heard(#[case] forge: fn(&mut Callback)) {
    let mut callback = signed("twilio/rapport", "m=42", "MessageStatus=delivered&MessageSid=SM1");
    assert!(heard(&callback).is_ok());
    forge(&mut callback);
    assert_eq!(heard(&callback).unwrap_err(), CallbackFault::Forged);
}

#[rstest]
#[case("delivered", "", Status::Delivered, None, "delivered")]
#[case("read", "", Status::Delivered, None, "read")]
#[case("sent", "", Status::Sent, None, "sent")]
#[case("undelivered", "30003", Status::Failed, Some(Reason::Unreachable), "undelivered err:30003")]
#[case("undelivered", "30004", Status::Failed, Some(Reason::Blocked), "undelivered err:30004")]
#[case("undelivered", "30005", Status::Failed, Some(Reason::UnknownNumber), "undelivered err:30005")]
#[case("undelivered", "30006", Status::Failed, Some(Reason::UnknownNumber), "undelivered err:30006")]
#[case("undelivered", "30007", Status::Failed, Some(Reason::Blocked), "undelivered err:30007")]
#[case("undelivered", "30008", Status::Failed, Some(Reason::Undelivered), "undelivered err:30008")]
#[case::billed("undelivered", "21610", Status::Failed, Some(Reason::Undelivered), "undelivered err:21610")]
#[case("undelivered", "", Status::Failed, Some(Reason::Undelivered), "undelivered")]
#[case("failed", "21610", Status::Failed, Some(Reason::Refused), "failed err:21610")]
#[case("failed", "21211", Status::Failed, Some(Reason::NumberRefused), "failed err:21211")]
#[case("failed", "30042", Status::Failed, Some(Reason::SenderRefused), "failed err:30042")]
#[case("failed", "30008", Status::Failed, Some(Reason::Undelivered), "failed err:30008")]
#[case("failed", "", Status::Failed, Some(Reason::Undelivered), "failed")]
#[case("canceled", "", Status::Failed, Some(Reason::Refused), "canceled")]
fn a_report_is_understood(
    #[case] said: &str,
    #[case] code: &str,
    #[case] status: Status,
    #[case] reason: Option<Reason>,
    #[case] detail: &str,
) {
    let form = format!("MessageSid=SM1&MessageStatus={said}&ErrorCode={code}&To=%2B212612345678&Of=tomorrow&Z=");
    let about = About::Message(MessageId(42));
    let reference = (status == Status::Sent).then(|| String::from("SM1"));
    let expected = Report { about, status, reason, detail: Some(detail.to_owned()), reference };
    assert_eq!(reported(&form), Ok(Some(expected)));
}

#[rstest]
fn what_is_on_its_way_says_nothing(
    #[values("queued", "accepted", "sending", "scheduled", "partially_delivered")] said: &str,
) {
    assert_eq!(reported(&format!("MessageSid=SM1&MessageStatus={said}")), Ok(None));
}

#[test]
fn without_our_id_it_is_about_theirs() {
    let form = "MessageSid=SM1&MessageStatus=delivered&To=%2B212612345678";
    let Ok(Some(News::Report(report))) = heard(&signed("twilio/rapport", "", form)) else { panic!("no report") };
    let phone = Some(String::from("+212612345678").try_into().unwrap());
    assert_eq!(report.about, About::Reference { candidates: vec![String::from("SM1")], phone });
}

#[rstest]
#[case("twilio/rapport", "m=42", "MessageSid=SM1", CallbackFault::Unreadable)]
#[case("twilio/rapport", "m=x", "MessageStatus=sent", CallbackFault::Unreadable)]
#[case("twilio/rapport", "", "MessageStatus=sent", CallbackFault::Unreadable)]
#[case("twilio/entrant", "", "From=%2B212612345678&Body=STOP", CallbackFault::Unreadable)]
#[case("kannel/rapport", "m=42", "MessageStatus=sent", CallbackFault::NotFound)]
fn what_lacks_something_is_not_taken(
    #[case] path: &str,
    #[case] query: &str,
    #[case] form: &str,
    #[case] fault: CallbackFault,
) {
    assert_eq!(heard(&signed(path, query, form)).unwrap_err(), fault);
}

#[test]
fn what_people_write_is_heard() {
    let form = "From=%2B212612345678&To=%2B15005550006&Body=STOP+%D8%AA%D9%88%D9%82%D9%81&MessageSid=SM9&NumMedia=0";
    let Ok(Some(News::Inbound(inbound))) = heard(&signed("twilio/entrant", "", form)) else { panic!("nothing") };
    let (from, to) = (String::from("+212612345678"), String::from("+15005550006"));
    let text = String::from("STOP توقف");
    assert_eq!(inbound, Inbound { reference: String::from("SM9"), from, to, text });
}
