use clap::Parser;
use rstest::rstest;

use super::*;
use crate::cli::{Cli, Command};

const LISTEN: &str = "0.0.0.0:3000";

fn read(args: &str, public_url: Option<&str>) -> Result<WorkerSettings, String> {
    let args = ["comptoir", "serve"].into_iter().chain(args.split_whitespace());
    let Command::Serve(serve) = Cli::try_parse_from(args).unwrap().command else { panic!("another command") };
    let public_url = public_url.map(|url| url.parse().unwrap());
    settings(&serve.gateway, LISTEN.parse().unwrap(), public_url.as_ref()).map_err(|problem| problem.to_string())
}

const KANNEL: &str = "--gateway kannel --kannel-url http://127.0.0.1:13013/cgi-bin/sendsms --kannel-user comptoir \
                      --kannel-password mot-secret-1 --callback-secret mot-secret-mot-secret";
const SMPP: &str = "--gateway smpp --smpp-address smsc.example:2775 --smpp-system-id comptoir --smpp-password secret-1";
const TWILIO: &str = "--gateway twilio --twilio-account AC123 --twilio-token mot-secret-1";

#[test]
fn without_a_word_it_is_the_sandbox() {
    let settings = read("", None).unwrap();
    let GatewaySettings::Sandbox(sandbox) = settings.gateway else { panic!("{settings:?}") };
    assert_eq!((sandbox, settings.in_flight, settings.rate), (SandboxSettings::default(), 128, None));
}

#[test]
fn the_sandbox_fails_as_it_is_told() {
    let args = "--sandbox-delay 0-1 --sandbox-refuses 5 --sandbox-throttles 10 --sandbox-loses 100 --gateway-rate 40 \
                --gateway-in-flight 7";
    let settings = read(args, None).unwrap();
    let GatewaySettings::Sandbox(sandbox) = settings.gateway else { panic!("{settings:?}") };
    assert_eq!(sandbox, SandboxSettings { delay: (0, 1), refuses: 5, throttles: 10, loses: 100 });
    assert_eq!((settings.in_flight, settings.rate), (7, NonZeroU32::new(40)));
}

#[test]
fn smpp_has_its_window_in_flight() {
    let settings = read(&format!("{SMPP} --smpp-window 50 --smpp-tls"), None).unwrap();
    let GatewaySettings::Smpp(smpp) = &settings.gateway else { panic!("{settings:?}") };
    assert_eq!((smpp.host.as_str(), smpp.port, smpp.tls, smpp.system_type.as_str()), ("smsc.example", 2775, true, ""));
    assert_eq!((smpp.window, settings.in_flight), (50, 50));
}

#[rstest]
#[case::local("", None, "http://127.0.0.1:3000/")]
#[case::public("", Some("https://sms.port.ma"), "https://sms.port.ma/")]
#[case::configured("--callback-url http://10.0.0.5:3000", Some("https://sms.port.ma"), "http://10.0.0.5:3000/")]
fn kannel_is_told_where_to_report(#[case] args: &str, #[case] public_url: Option<&str>, #[case] expected: &str) {
    let settings = read(&format!("{KANNEL} {args}"), public_url).unwrap();
    let GatewaySettings::Kannel(kannel) = settings.gateway else { panic!("{settings:?}") };
    assert_eq!(kannel.callback_url.as_str(), expected);
}

#[test]
fn what_is_left_empty_is_not_configured() {
    let args = ["comptoir", "serve", "--gateway=", "--gateway-rate=", "--sandbox-refuses= "];
    let Command::Serve(serve) = Cli::try_parse_from(args).unwrap().command else { panic!("another command") };
    let settings = settings(&serve.gateway, LISTEN.parse().unwrap(), None).unwrap();
    assert_eq!((settings.gateway.kind(), settings.rate), (Kind::Sandbox, None));
}

#[rstest]
#[case::unknown("--gateway pigeon", &["COMPTOIR_GATEWAY must"])]
#[case::numbers(
    "--gateway-rate 0 --gateway-in-flight 1001 --sandbox-refuses 101 --sandbox-throttles x --sandbox-loses=-1",
    &["COMPTOIR_GATEWAY_RATE must", "COMPTOIR_GATEWAY_IN_FLIGHT must", "COMPTOIR_SANDBOX_REFUSES must",
      "COMPTOIR_SANDBOX_THROTTLES must", "COMPTOIR_SANDBOX_LOSES must"]
)]
#[case::kannel(
    "--gateway kannel",
    &["COMPTOIR_KANNEL_URL is missing", "COMPTOIR_KANNEL_USER is missing", "COMPTOIR_KANNEL_PASSWORD is missing",
      "COMPTOIR_CALLBACK_SECRET is missing"]
)]
#[case::kannel_faulty(
    "--gateway kannel --kannel-url http://u:mot-secret-1@127.0.0.1/cgi-bin/sendsms --kannel-user u --kannel-password p \
     --callback-secret mot-secret-1 --kannel-status-url ftp://127.0.0.1/ --callback-url sms.port.ma",
    &["COMPTOIR_KANNEL_URL must", "COMPTOIR_KANNEL_STATUS_URL must", "COMPTOIR_CALLBACK_SECRET must",
      "COMPTOIR_CALLBACK_URL must"]
)]
#[case::smpp(
    "--gateway smpp",
    &["COMPTOIR_SMPP_ADDRESS is missing", "COMPTOIR_SMPP_SYSTEM_ID is missing", "COMPTOIR_SMPP_PASSWORD is missing"]
)]
#[case::smpp_faulty(
    "--gateway smpp --smpp-address smsc.example --smpp-system-id comptoir-du-port --smpp-password mot-secret-1 \
     --smpp-system-type comptoir-du-port --smpp-window 0",
    &["COMPTOIR_SMPP_ADDRESS must", "COMPTOIR_SMPP_SYSTEM_ID must", "COMPTOIR_SMPP_PASSWORD must",
      "COMPTOIR_SMPP_SYSTEM_TYPE must", "COMPTOIR_SMPP_WINDOW must"]
)]
#[case::twilio(
    "--gateway twilio",
    &["COMPTOIR_TWILIO_ACCOUNT is missing", "COMPTOIR_TWILIO_TOKEN is missing", "COMPTOIR_CALLBACK_URL is missing"]
)]
#[case::twilio_faulty(
    "--gateway twilio --twilio-account ../x --twilio-token t --twilio-service MG/1 --twilio-url https://x?y=1 \
     --callback-url https://x#y",
    &["COMPTOIR_TWILIO_ACCOUNT must", "COMPTOIR_TWILIO_SERVICE must", "COMPTOIR_TWILIO_URL must",
      "COMPTOIR_CALLBACK_URL must"]
)]
fn all_that_is_wrong_is_said_at_once(#[case] args: &str, #[case] expected: &[&str]) {
    let said = read(args, None).unwrap_err();
    assert!(expected.iter().all(|words| said.contains(words)), "{said}");
    assert_eq!(said.matches("; ").count() + 1, expected.len(), "{said}");
    assert!(!said.contains("mot-secret") && !said.contains("comptoir-du-port"), "{said}");
}

#[rstest]
#[case(&[KANNEL], None)]
#[case(&[SMPP], None)]
#[case(&[TWILIO, "--twilio-service MG1"], Some("https://sms.port.ma"))]
fn settings_show_no_secret(#[case] args: &[&str], #[case] public_url: Option<&str>) {
    let shown = format!("{:?}", read(&args.join(" "), public_url).unwrap());
    assert!(!shown.contains("mot-secret") && !shown.contains("secret-1"), "{shown}");
}

#[rstest]
#[case("smsc.example:2775", Some(("smsc.example", 2775)))]
#[case("[::1]:2775", Some(("::1", 2775)))]
#[case("::1:2775", None)]
#[case("smsc.example:0", None)]
#[case("smsc.example:70000", None)]
#[case(":2775", None)]
#[case("http://smsc.example:2775", None)]
fn an_address_is_host_and_port(#[case] text: &str, #[case] expected: Option<(&str, u16)>) {
    assert_eq!(host_and_port(text), expected.map(|(host, port)| (host.to_owned(), port)));
}
