//! The options of the gateways. They are read as texts and checked together in [`super::settings`], so that whoever starts
//! the server learns all that is wrong at once.

use clap::Args;
use clap::builder::FalseyValueParser;
use secrecy::SecretString;

use crate::cli::Delay;

/// How messages leave.
#[derive(Debug, Args)]
#[command(next_help_heading = "Gateway")]
pub struct GatewayOptions {
    /// Through which network messages leave: sandbox, kannel, smpp or twilio
    #[arg(long, env = "COMPTOIR_GATEWAY", value_name = "NAME", default_value = "sandbox")]
    pub gateway: String,
    /// The most messages a second; without it as fast as the network takes them
    #[arg(long, env = "COMPTOIR_GATEWAY_RATE", value_name = "N")]
    pub gateway_rate: Option<String>,
    /// The most messages that are being handed over at one time; without it what suits the network
    #[arg(long, env = "COMPTOIR_GATEWAY_IN_FLIGHT", value_name = "N")]
    pub gateway_in_flight: Option<String>,
    /// The address by which the gateway reaches this server; without it the public one, else the one listened at
    #[arg(long, env = "COMPTOIR_CALLBACK_URL", value_name = "URL")]
    pub callback_url: Option<String>,
    /// The key with which the addresses of Kannel's reports are signed, 16 characters or more
    #[arg(long, env = "COMPTOIR_CALLBACK_SECRET", value_name = "SECRET", hide_env_values = true)]
    pub callback_secret: Option<SecretString>,

    /// Milliseconds that the sandbox takes to deliver, shortest and longest
    #[arg(long, env = "COMPTOIR_SANDBOX_DELAY", value_name = "MIN-MAX", default_value = "800-4000")]
    pub sandbox_delay: Delay,
    /// How many of a hundred messages the sandbox refuses
    #[arg(long, env = "COMPTOIR_SANDBOX_REFUSES", value_name = "N", default_value = "0")]
    pub sandbox_refuses: String,
    /// Of how many of a hundred messages the sandbox says that it cannot at the moment
    #[arg(long, env = "COMPTOIR_SANDBOX_THROTTLES", value_name = "N", default_value = "0")]
    pub sandbox_throttles: String,
    /// Of how many of a hundred messages the sandbox loses the answer
    #[arg(long, env = "COMPTOIR_SANDBOX_LOSES", value_name = "N", default_value = "0")]
    pub sandbox_loses: String,

    /// Kannel: the address of sendsms
    #[arg(long, env = "COMPTOIR_KANNEL_URL", value_name = "URL")]
    pub kannel_url: Option<String>,
    /// Kannel: the user of its sendsms-user
    #[arg(long, env = "COMPTOIR_KANNEL_USER", value_name = "NAME")]
    pub kannel_user: Option<String>,
    /// Kannel: the password of its sendsms-user
    #[arg(long, env = "COMPTOIR_KANNEL_PASSWORD", value_name = "SECRET", hide_env_values = true)]
    pub kannel_password: Option<SecretString>,
    /// Kannel: the link by which messages leave; without it Kannel chooses
    #[arg(long, env = "COMPTOIR_KANNEL_SMSC", value_name = "NAME")]
    pub kannel_smsc: Option<String>,
    /// Kannel: the address of its status page in XML; without it the page is not asked
    #[arg(long, env = "COMPTOIR_KANNEL_STATUS_URL", value_name = "URL")]
    pub kannel_status_url: Option<String>,
    /// Kannel: its status-password
    #[arg(long, env = "COMPTOIR_KANNEL_STATUS_PASSWORD", value_name = "SECRET", hide_env_values = true)]
    pub kannel_status_password: Option<SecretString>,

    /// SMPP: host and port of the SMSC
    #[arg(long, env = "COMPTOIR_SMPP_ADDRESS", value_name = "HOST:PORT")]
    pub smpp_address: Option<String>,
    /// SMPP: the connection is TLS
    #[arg(long, env = "COMPTOIR_SMPP_TLS", value_parser = FalseyValueParser::new())]
    pub smpp_tls: bool,
    /// SMPP: the system_id, at most 15 octets
    #[arg(long, env = "COMPTOIR_SMPP_SYSTEM_ID", value_name = "NAME")]
    pub smpp_system_id: Option<String>,
    /// SMPP: the password, at most 8 octets
    #[arg(long, env = "COMPTOIR_SMPP_PASSWORD", value_name = "SECRET", hide_env_values = true)]
    pub smpp_password: Option<SecretString>,
    /// SMPP: the system_type, at most 12 octets, mostly none
    #[arg(long, env = "COMPTOIR_SMPP_SYSTEM_TYPE", value_name = "NAME")]
    pub smpp_system_type: Option<String>,
    /// SMPP: the most submissions without an answer
    #[arg(long, env = "COMPTOIR_SMPP_WINDOW", value_name = "N", default_value = "16")]
    pub smpp_window: String,

    /// Twilio: the SID of the account
    #[arg(long, env = "COMPTOIR_TWILIO_ACCOUNT", value_name = "SID")]
    pub twilio_account: Option<String>,
    /// Twilio: the token of the account
    #[arg(long, env = "COMPTOIR_TWILIO_TOKEN", value_name = "SECRET", hide_env_values = true)]
    pub twilio_token: Option<SecretString>,
    /// Twilio: the number or name from which messages come; without it the sender name of the pharmacy
    #[arg(long, env = "COMPTOIR_TWILIO_FROM", value_name = "SENDER")]
    pub twilio_from: Option<String>,
    /// Twilio: the SID of a messaging service, which chooses the sender
    #[arg(long, env = "COMPTOIR_TWILIO_SERVICE", value_name = "SID")]
    pub twilio_service: Option<String>,
    /// Twilio: the address of its interface, or of a service that speaks as it does
    #[arg(long, env = "COMPTOIR_TWILIO_URL", value_name = "URL", default_value = "https://api.twilio.com")]
    pub twilio_url: String,
}
