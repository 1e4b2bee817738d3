//! The command line. Every option is also an environment variable; `config.example.env` lists them, and a test compares
//! the two.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::sales::SalesPermission;
use http::Uri;
use secrecy::SecretString;

use crate::gateway::GatewayOptions;
use crate::mail::MailOptions;

/// The SMS communications desk of a pharmacy.
#[derive(Debug, Parser)]
#[command(name = "comptoir", version, about, propagate_version = true)]
pub struct Cli {
    /// The database file
    #[arg(long, global = true, env = "COMPTOIR_DATABASE", value_name = "FILE", default_value = "comptoir.db")]
    pub database: PathBuf,
    /// What is logged, in the form of RUST_LOG
    #[arg(long, global = true, env = "COMPTOIR_LOG", value_name = "FILTER", default_value = "info")]
    pub log: String,
    /// How the log is written
    #[arg(long, global = true, env = "COMPTOIR_LOG_FORMAT", value_name = "FORMAT", value_enum, default_value = "text")]
    pub log_format: LogFormat,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the application, and deliver
    Serve(Box<Serve>),
    /// Import the clients of a CSV file: all of them, or none if a line is faulty
    ImportClients(ImportClients),
    /// Make a pharmacy and its first person, and print the link with which they set a password
    CreatePharmacy(CreatePharmacy),
    /// Add a person of the sales service, and print the link with which they set a password
    CreateSalesperson(CreateSalesperson),
    /// Print a link with which a person sets a new password
    ResetPassword(ResetPassword),
    /// Recount every pharmacy's credits, and see whether the index of the history agrees with the messages; status 1 where
    /// anything differs
    Check(Check),
    /// Fill a database with pharmacies and messages, for measurements
    BenchData(BenchData),
}

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The address to listen at
    #[arg(long, env = "COMPTOIR_LISTEN", value_name = "ADDR", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// The folder of the built site
    #[arg(long, env = "COMPTOIR_SITE", value_name = "DIR", default_value = "target/site")]
    pub site: PathBuf,
    /// The address that browsers use, where a proxy stands in front; with https, cookies are for https only
    #[arg(long, env = "COMPTOIR_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<PublicUrl>,
    /// Serve a demonstration pharmacy, filled at the first start
    #[arg(long, env = "COMPTOIR_DEMO", value_parser = FalseyValueParser::new())]
    pub demo: bool,
    /// The password of the demonstration's people; without it a random one is made at each start
    #[arg(long, env = "COMPTOIR_DEMO_PASSWORD", value_name = "SECRET", hide_env_values = true)]
    pub demo_password: Option<SecretString>,
    /// Seconds in which a send of the demonstration can be called off
    #[arg(long, env = "COMPTOIR_UNDO_SECONDS", value_name = "N", default_value_t = 30,
          value_parser = clap::value_parser!(u32).range(0..=600))]
    pub undo_seconds: u32,
    /// The name of the pharmacy that a first start makes
    #[arg(long, env = "COMPTOIR_PHARMACY", value_name = "NAME", default_value = "Ma pharmacie")]
    pub pharmacy_name: String,
    /// The e-mail address of the first person
    #[arg(long, env = "COMPTOIR_ADMIN_EMAIL", value_name = "EMAIL", default_value = "titulaire@pharmacie.local")]
    pub admin_email: String,
    /// The files of the site bear no hash in their names, as a developer's build leaves them
    #[arg(long, env = "COMPTOIR_PLAIN_NAMES", value_parser = FalseyValueParser::new())]
    pub plain_names: bool,
    /// Open pages reload when the server was restarted, for development
    #[arg(long, env = "COMPTOIR_LIVE_RELOAD", value_parser = FalseyValueParser::new())]
    pub live_reload: bool,
    /// How messages leave
    #[command(flatten)]
    pub gateway: GatewayOptions,
    /// How e-mail leaves
    #[command(flatten)]
    pub mail: MailOptions,
}

/// Options of `import-clients`.
#[derive(Debug, Args)]
pub struct ImportClients {
    /// The name of the pharmacy whose clients they are
    #[arg(long, env = "COMPTOIR_IMPORT_PHARMACY", value_name = "NAME")]
    pub pharmacy: String,
    /// The CSV file, as pharmacy software exports it
    pub file: PathBuf,
}

/// Options of `create-pharmacy`.
#[derive(Debug, Args)]
pub struct CreatePharmacy {
    /// Its name
    #[arg(long, env = "COMPTOIR_NEW_NAME", value_name = "NAME")]
    pub name: String,
    /// Its phone, as clients are to read it
    #[arg(long, env = "COMPTOIR_NEW_PHONE", value_name = "PHONE")]
    pub phone: String,
    /// The sender name that phones show: 1 to 11 letters and digits
    #[arg(long, env = "COMPTOIR_NEW_SENDER", value_name = "SENDER")]
    pub sender: String,
    /// The e-mail address of its first person
    #[arg(long, env = "COMPTOIR_NEW_EMAIL", value_name = "EMAIL")]
    pub email: String,
    /// The name of its first person
    #[arg(long, env = "COMPTOIR_NEW_PERSON_NAME", value_name = "NAME")]
    pub person_name: String,
    /// Credits granted at the start
    #[arg(long, env = "COMPTOIR_NEW_CREDITS", value_name = "N", default_value_t = 0)]
    pub credits: u32,
    /// The address that browsers use, for the link
    #[arg(long, env = "COMPTOIR_PUBLIC_URL", value_name = "URL", default_value = "http://127.0.0.1:3000")]
    pub public_url: PublicUrl,
}

/// Options of `create-salesperson`.
#[derive(Debug, Args)]
pub struct CreateSalesperson {
    /// Their e-mail address
    #[arg(long, env = "COMPTOIR_SALES_EMAIL", value_name = "EMAIL")]
    pub email: String,
    /// Their name, as pharmacies read it
    #[arg(long, env = "COMPTOIR_SALES_NAME", value_name = "NAME")]
    pub name: String,
    /// What they may do: sales.read, sales.packs, sales.activate
    #[arg(long, env = "COMPTOIR_SALES_PERMISSIONS", value_name = "LIST", value_delimiter = ',',
          value_parser = sales_permission, default_value = "sales.read,sales.packs,sales.activate")]
    pub may: Vec<SalesPermission>,
    /// The address that browsers use, for the link
    #[arg(long, env = "COMPTOIR_PUBLIC_URL", value_name = "URL", default_value = "http://127.0.0.1:3000")]
    pub public_url: PublicUrl,
}

fn sales_permission(word: &str) -> Result<SalesPermission, String> {
    SalesPermission::from_slug(word.trim())
        .ok_or_else(|| String::from("sales.read, sales.packs or sales.activate is expected"))
}

/// Options of `reset-password`.
#[derive(Debug, Args)]
pub struct ResetPassword {
    /// The person's e-mail address
    pub email: String,
    /// The address that browsers use, for the link
    #[arg(long, env = "COMPTOIR_PUBLIC_URL", value_name = "URL", default_value = "http://127.0.0.1:3000")]
    pub public_url: PublicUrl,
}

/// Options of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Make the index anew from the messages first
    #[arg(long, env = "COMPTOIR_CHECK_REBUILD", value_parser = FalseyValueParser::new())]
    pub rebuild: bool,
}

/// Options of `bench-data`.
#[derive(Debug, Args)]
pub struct BenchData {
    /// How many messages
    #[arg(long, env = "COMPTOIR_BENCH_MESSAGES", value_name = "N")]
    pub messages: u32,
}

/// The address that browsers use: scheme and host, nothing behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    secure: bool,
}

impl PublicUrl {
    /// The address of a server that stands behind no proxy.
    pub fn listening_at(address: SocketAddr) -> Self {
        Self { origin: format!("http://{address}"), secure: false }
    }

    /// `https://comptoir.example`: as a browser writes it in `Origin`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether it is https.
    pub fn is_secure(&self) -> bool {
        self.secure
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || String::from("an address such as https://comptoir.example is expected");
        let uri: Uri = text.trim().parse().map_err(|_| wrong())?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return Err(wrong()) };
        let default_port = match scheme {
            "https" => 443,
            "http" => 80,
            _ => return Err(wrong()),
        };
        let bare = matches!(uri.path(), "" | "/") && uri.query().is_none() && !authority.as_str().contains('@');
        if !bare {
            return Err(String::from("only scheme and host are expected, no path"));
        }
        let host = authority.host().to_lowercase();
        let port = authority.port_u16().filter(|port| *port != default_port);
        let origin = match port {
            Some(port) => format!("{scheme}://{host}:{port}"),
            None => format!("{scheme}://{host}"),
        };
        Ok(Self { origin, secure: scheme == "https" })
    }
}

/// A shortest and a longest time in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delay {
    /// The shortest.
    pub shortest: u32,
    /// The longest.
    pub longest: u32,
}

impl FromStr for Delay {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || String::from("two numbers of milliseconds such as 800-4000 are expected");
        let (shortest, longest) = text.split_once('-').ok_or_else(wrong)?;
        let number = |text: &str| text.trim().parse().map_err(|_| wrong());
        let delay = Self { shortest: number(shortest)?, longest: number(longest)? };
        if delay.shortest <= delay.longest { Ok(delay) } else { Err(wrong()) }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_public_address_is_written_as_browsers_do() {
        let origin = |text: &str| text.parse::<PublicUrl>().map(|url| (url.origin, url.secure));
        assert_eq!(origin("https://SMS.Example.ma/"), Ok((String::from("https://sms.example.ma"), true)));
        assert_eq!(origin("https://sms.example.ma:443"), Ok((String::from("https://sms.example.ma"), true)));
        assert_eq!(origin("http://192.168.1.4:3000"), Ok((String::from("http://192.168.1.4:3000"), false)));
        for wrong in ["sms.example.ma", "ftp://x.ma", "https://x.ma/comptoir", "https://a@x.ma", ""] {
            assert!(origin(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_delay_has_two_ends() {
        assert_eq!("0-0".parse(), Ok(Delay { shortest: 0, longest: 0 }));
        assert!("5-2".parse::<Delay>().is_err() && "7".parse::<Delay>().is_err());
    }

    /// What a value is hidden behind: an option that is a secret by its name.
    fn secrets() -> Vec<String> {
        let command = Cli::command();
        let serve = command.find_subcommand("serve").unwrap();
        let names = serve.get_arguments().filter_map(|arg| arg.get_long());
        let is_secret = |name: &&str| ["password", "secret", "token"].iter().any(|word| name.ends_with(word));
        names.filter(is_secret).map(String::from).collect()
    }

    #[test]
    fn secrets_are_never_shown() {
        let secrets = secrets();
        assert_eq!(secrets.len(), 7, "{secrets:?}");
        let options = secrets.iter().flat_map(|name| [format!("--{name}"), String::from("mot-secret-1")]);
        let cli = Cli::parse_from(["comptoir", "serve"].map(String::from).into_iter().chain(options));
        assert!(!format!("{cli:?}").contains("mot-secret-1"));
        let command = Cli::command();
        let serve = command.find_subcommand("serve").unwrap();
        for name in secrets {
            let arg = serve.get_arguments().find(|arg| arg.get_long() == Some(&name)).unwrap();
            assert!(arg.is_hide_env_values_set(), "{name} in the help");
        }
    }
}
