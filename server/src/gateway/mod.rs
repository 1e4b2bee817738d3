//! From the options to the settings of the delivery. A gateway that is configured by half is not used by half: the server
//! does not start, and says everything that is missing or faulty in one line.

mod options;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;

use backend::settings::{
    GatewaySettings, KannelSettings, SandboxSettings, SmppSettings, TwilioSettings, WorkerSettings,
};
use domain::gateway::Kind;
use secrecy::ExposeSecret;
use url::Url;

pub use self::options::GatewayOptions;
use crate::cli::PublicUrl;
use crate::faults::{Faults, given, host_and_port, http_url, number, octets, owned, sid};
use crate::problem::Problem;

/// The settings of the delivery. `listen` is the address that is listened at, at which Kannel reaches a server that has no
/// other.
///
/// # Errors
///
/// [`Problem::Gateway`] with all that is missing or faulty.
pub fn settings(
    options: &GatewayOptions,
    listen: SocketAddr,
    public_url: Option<&PublicUrl>,
) -> Result<WorkerSettings, Problem> {
    let mut faults = Faults::default();
    let rate = faults.optional(
        "COMPTOIR_GATEWAY_RATE",
        options.gateway_rate.as_deref(),
        "a number of messages a second, 1 or more",
        |text| text.parse::<NonZeroU32>().ok(),
    );
    let in_flight = faults.optional(
        "COMPTOIR_GATEWAY_IN_FLIGHT",
        options.gateway_in_flight.as_deref(),
        "a number from 1 to 1000",
        number(1, 1_000),
    );
    let expected = "sandbox, kannel, smpp or twilio";
    let kind = faults.optional("COMPTOIR_GATEWAY", Some(&options.gateway), expected, Kind::from_word);
    // Left empty it is the sandbox; faulty, nothing starts.
    let gateway = match kind.unwrap_or(Kind::Sandbox) {
        Kind::Sandbox => Some(GatewaySettings::Sandbox(sandbox(options, &mut faults))),
        Kind::Kannel => kannel(options, listen, public_url, &mut faults).map(GatewaySettings::Kannel),
        Kind::Smpp => smpp(options, &mut faults).map(GatewaySettings::Smpp),
        Kind::Twilio => twilio(options, public_url, &mut faults).map(GatewaySettings::Twilio),
    };
    match gateway {
        Some(gateway) if faults.0.is_empty() => {
            let usual = WorkerSettings::of(gateway);
            Ok(WorkerSettings { in_flight: in_flight.unwrap_or(usual.in_flight), rate, ..usual })
        }
        _ => Err(Problem::Gateway(faults.0)),
    }
}

fn sandbox(options: &GatewayOptions, faults: &mut Faults) -> SandboxSettings {
    let mut share = |name, value: &str| {
        let read = |text: &str| text.parse().ok().filter(|share| *share <= 100);
        faults.optional(name, Some(value), "a number from 0 to 100", read).unwrap_or_default()
    };
    SandboxSettings {
        delay: (options.sandbox_delay.shortest, options.sandbox_delay.longest),
        refuses: share("COMPTOIR_SANDBOX_REFUSES", &options.sandbox_refuses),
        throttles: share("COMPTOIR_SANDBOX_THROTTLES", &options.sandbox_throttles),
        loses: share("COMPTOIR_SANDBOX_LOSES", &options.sandbox_loses),
    }
}

fn kannel(
    options: &GatewayOptions,
    listen: SocketAddr,
    public_url: Option<&PublicUrl>,
    faults: &mut Faults,
) -> Option<KannelSettings> {
    let send_url = faults.required(
        "COMPTOIR_KANNEL_URL",
        options.kannel_url.as_deref(),
        "the address of sendsms such as http://127.0.0.1:13013/cgi-bin/sendsms, without a query",
        http_url,
    );
    let user = faults.required("COMPTOIR_KANNEL_USER", options.kannel_user.as_deref(), "a sendsms-user", owned);
    let password = faults.secret(
        "COMPTOIR_KANNEL_PASSWORD",
        options.kannel_password.as_ref(),
        "the password of the sendsms-user",
        |_| true,
    );
    let status_url = faults.optional(
        "COMPTOIR_KANNEL_STATUS_URL",
        options.kannel_status_url.as_deref(),
        "the address of the status page such as http://127.0.0.1:13000/status.xml, without a query",
        http_url,
    );
    let callback_secret = faults.secret(
        "COMPTOIR_CALLBACK_SECRET",
        options.callback_secret.as_ref(),
        "16 characters or more that nobody can guess",
        |secret| secret.chars().count() >= 16,
    );
    let callback_url = callback_url(options, public_url, Some(listen), faults);
    Some(KannelSettings {
        send_url: send_url?,
        user: user?,
        password: password?,
        smsc: given(options.kannel_smsc.as_deref()).map(String::from),
        status_url,
        status_password: options.kannel_status_password.clone().filter(|word| !word.expose_secret().is_empty()),
        callback_url: callback_url?,
        callback_secret: callback_secret?,
    })
}

fn smpp(options: &GatewayOptions, faults: &mut Faults) -> Option<SmppSettings> {
    let address = faults.required(
        "COMPTOIR_SMPP_ADDRESS",
        options.smpp_address.as_deref(),
        "host and port such as smsc.example:2775",
        host_and_port,
    );
    let system_id = faults.required(
        "COMPTOIR_SMPP_SYSTEM_ID",
        options.smpp_system_id.as_deref(),
        "1 to 15 octets of ASCII",
        octets(15),
    );
    let password =
        faults.secret("COMPTOIR_SMPP_PASSWORD", options.smpp_password.as_ref(), "1 to 8 octets of ASCII", |word| {
            octets(8)(word).is_some()
        });
    let system_type = faults.optional(
        "COMPTOIR_SMPP_SYSTEM_TYPE",
        options.smpp_system_type.as_deref(),
        "at most 12 octets of ASCII",
        octets(12),
    );
    let window = faults.optional(
        "COMPTOIR_SMPP_WINDOW",
        Some(&options.smpp_window),
        "a number from 1 to 1000",
        number(1, 1_000),
    );
    let (host, port) = address?;
    Some(SmppSettings {
        host,
        port,
        tls: options.smpp_tls,
        system_id: system_id?,
        password: password?,
        system_type: system_type.unwrap_or_default(),
        window: window.unwrap_or(16),
    })
}

fn twilio(options: &GatewayOptions, public_url: Option<&PublicUrl>, faults: &mut Faults) -> Option<TwilioSettings> {
    let account = faults.required(
        "COMPTOIR_TWILIO_ACCOUNT",
        options.twilio_account.as_deref(),
        "the SID of an account, letters and digits",
        sid,
    );
    let token =
        faults.secret("COMPTOIR_TWILIO_TOKEN", options.twilio_token.as_ref(), "the token of the account", |_| true);
    let service = faults.optional(
        "COMPTOIR_TWILIO_SERVICE",
        options.twilio_service.as_deref(),
        "the SID of a messaging service, letters and digits",
        sid,
    );
    let expected = "an address such as https://api.twilio.com, without a query";
    let api_url = faults.optional("COMPTOIR_TWILIO_URL", Some(&options.twilio_url), expected, http_url);
    let callback_url = callback_url(options, public_url, None, faults);
    Some(TwilioSettings {
        // Left empty it is the usual one; faulty, nothing starts.
        api_url: api_url.or_else(|| http_url("https://api.twilio.com"))?,
        account: account?,
        token: token?,
        from: given(options.twilio_from.as_deref()).map(String::from),
        service,
        callback_url: callback_url?,
    })
}

/// Where the gateway reaches this server: as configured, else at the public address, else where it listens if the gateway
/// may be on the same machine.
fn callback_url(
    options: &GatewayOptions,
    public_url: Option<&PublicUrl>,
    listen: Option<SocketAddr>,
    faults: &mut Faults,
) -> Option<Url> {
    let (name, expected) = ("COMPTOIR_CALLBACK_URL", "an address such as https://comptoir.example, without a query");
    let configured = options.callback_url.as_deref();
    if given(configured).is_some() {
        return faults.optional(name, configured, expected, http_url);
    }
    let default = public_url.cloned().or_else(|| listen.map(reachable).map(PublicUrl::listening_at));
    if default.is_none() {
        faults.missing(name, &format!("{expected}, or set COMPTOIR_PUBLIC_URL"));
    }
    http_url(default?.origin())
}

/// Nobody can connect to the address that means all of them.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}
