//! What the worker, the gateways and the post are told at the start. Read from the environment and checked by the server;
//! here every value is one that works.

use std::num::NonZeroU32;

use domain::gateway::Kind;
use secrecy::SecretString;

/// How messages leave.
#[derive(Clone, Debug)]
pub struct WorkerSettings {
    /// Through which network.
    pub gateway: GatewaySettings,
    /// The most messages that are being handed over at one time: what may become *incertain* when the process dies.
    pub in_flight: u32,
    /// The most messages a second; `None` for no limit of ours.
    pub rate: Option<NonZeroU32>,
}

impl WorkerSettings {
    /// The usual settings of a network.
    pub fn of(gateway: GatewaySettings) -> Self {
        let in_flight = match &gateway {
            GatewaySettings::Sandbox(_) => 128,
            GatewaySettings::Kannel(_) => 64,
            GatewaySettings::Smpp(smpp) => smpp.window,
            GatewaySettings::Twilio(_) => 16,
        };
        Self { gateway, in_flight, rate: None }
    }

    /// The sandbox, with a shortest and a longest time in milliseconds that it takes to deliver.
    pub fn sandbox(shortest: u32, longest: u32) -> Self {
        Self::of(GatewaySettings::Sandbox(SandboxSettings { delay: (shortest, longest), ..SandboxSettings::default() }))
    }
}

impl Default for WorkerSettings {
    fn default() -> Self {
        Self::of(GatewaySettings::Sandbox(SandboxSettings::default()))
    }
}

/// Which network, and how it is reached.
#[derive(Clone, Debug)]
pub enum GatewaySettings {
    /// The embedded one.
    Sandbox(SandboxSettings),
    /// Kannel's `sendsms`.
    Kannel(KannelSettings),
    /// An SMSC.
    Smpp(SmppSettings),
    /// Twilio, or what speaks as it does.
    Twilio(TwilioSettings),
}

impl GatewaySettings {
    /// Which network.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Sandbox(_) => Kind::Sandbox,
            Self::Kannel(_) => Kind::Kannel,
            Self::Smpp(_) => Kind::Smpp,
            Self::Twilio(_) => Kind::Twilio,
        }
    }
}

/// How the sandbox behaves. Shares are of a hundred submissions, and chance decides which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SandboxSettings {
    /// The shortest and the longest time, in milliseconds, that it takes to deliver; 0 and 0 is at once.
    pub delay: (u32, u32),
    /// How many of a hundred it refuses for good.
    pub refuses: u8,
    /// Of how many of a hundred it says that it cannot at the moment.
    pub throttles: u8,
    /// Of how many of a hundred the answer is lost, whether it took the message or not.
    pub loses: u8,
}

impl Default for SandboxSettings {
    fn default() -> Self {
        Self { delay: (800, 4_000), refuses: 0, throttles: 0, loses: 0 }
    }
}

/// How Kannel is reached (facts, `gateways.md`, E1).
#[derive(Clone, Debug)]
pub struct KannelSettings {
    /// The address of `sendsms`: `http://127.0.0.1:13013/cgi-bin/sendsms`.
    pub send_url: url::Url,
    /// The user of its `sendsms-user`.
    pub user: String,
    /// The password of its `sendsms-user`.
    pub password: SecretString,
    /// The link to the network by which messages leave; `None` leaves it to Kannel.
    pub smsc: Option<String>,
    /// The address of its status page, `http://127.0.0.1:13000/status.xml`; `None` where it is not asked.
    pub status_url: Option<url::Url>,
    /// The `status-password`.
    pub status_password: Option<SecretString>,
    /// The address at which Kannel reaches this server: `http://127.0.0.1:3000`.
    pub callback_url: url::Url,
    /// The key with which the addresses of reports are signed.
    pub callback_secret: SecretString,
}

/// How an SMSC is reached (SMPP 3.4; facts, `gateways.md`, E5).
#[derive(Clone, Debug)]
pub struct SmppSettings {
    /// Host and port.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Whether the connection is TLS.
    pub tls: bool,
    /// Our name there, at most 15 octets.
    pub system_id: String,
    /// Our password there, at most 8 octets.
    pub password: SecretString,
    /// What the SMSC wants as our type, mostly empty.
    pub system_type: String,
    /// The most submissions without an answer.
    pub window: u32,
}

/// How Twilio is reached (facts, `gateways.md`, E2).
#[derive(Clone, Debug)]
pub struct TwilioSettings {
    /// The address of its API: `https://api.twilio.com`, or of a service that speaks as it does.
    pub api_url: url::Url,
    /// The account's SID.
    pub account: String,
    /// The account's token, which also signs callbacks.
    pub token: SecretString,
    /// From which number or name messages come; `None` for the pharmacy's sender name.
    pub from: Option<String>,
    /// The SID of a messaging service that chooses the number; it wins over `from`.
    pub service: Option<String>,
    /// The public address of this server, as Twilio writes it when it signs.
    pub callback_url: url::Url,
}

/// How e-mail leaves.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// The server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept secret.
    pub security: MailSecurity,
    /// User and password; `None` for a server that asks for none.
    pub credentials: Option<(String, SecretString)>,
    /// From whom letters come.
    pub from: MailSender,
    /// The address that browsers use, for links: `https://comptoir.example`.
    pub site: String,
}

/// How a connection to a server for e-mail is kept secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailSecurity {
    /// It begins plain and becomes TLS before anything is said, or ends (port 587).
    StartTls,
    /// TLS from the first octet (port 465).
    Tls,
    /// Plain: for a server on this machine or in its own network.
    None,
}

impl MailSecurity {
    /// The security of a word; `None` if there is no such word.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "starttls" => Some(Self::StartTls),
            "tls" => Some(Self::Tls),
            "none" => Some(Self::None),
            _ => None,
        }
    }
}

/// An e-mail address, with a name before it or without: `Comptoir <comptoir@example.ma>`.
#[derive(Clone, Debug)]
pub struct MailSender(pub(crate) lettre::message::Mailbox);

impl MailSender {
    /// Reads an address; `None` if it is none.
    pub fn read(text: &str) -> Option<Self> {
        let mailbox: lettre::message::Mailbox = text.parse().ok()?;
        let is_plain = !text.chars().any(char::is_control);
        is_plain.then_some(Self(mailbox))
    }

    /// What stands behind the `@`.
    pub fn domain(&self) -> &str {
        self.0.email.domain()
    }
}
