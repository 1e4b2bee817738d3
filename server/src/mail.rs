//! From the options to the settings of e-mail. Without any of them there is none; half of them is a fault, and all that is
//! missing or faulty is said in one line.

use backend::settings::{MailSecurity, MailSender, MailSettings};
use clap::Args;
use secrecy::{ExposeSecret, SecretString};

use crate::faults::{Faults, given, host_and_port, owned};
use crate::problem::Problem;

/// How e-mail leaves.
#[derive(Debug, Args)]
#[command(next_help_heading = "E-mail")]
pub struct MailOptions {
    /// Host and port of the server for e-mail; without it none is sent
    #[arg(long, env = "COMPTOIR_SMTP_ADDRESS", value_name = "HOST:PORT")]
    pub smtp_address: Option<String>,
    /// How the connection is kept secret: starttls, tls or none
    #[arg(long, env = "COMPTOIR_SMTP_SECURITY", value_name = "NAME", default_value = "starttls")]
    pub smtp_security: String,
    /// The user at that server, if it asks for one
    #[arg(long, env = "COMPTOIR_SMTP_USER", value_name = "NAME")]
    pub smtp_user: Option<String>,
    /// Their password
    #[arg(long, env = "COMPTOIR_SMTP_PASSWORD", value_name = "SECRET", hide_env_values = true)]
    pub smtp_password: Option<SecretString>,
    /// From whom e-mail comes
    #[arg(long, env = "COMPTOIR_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,
}

/// The settings of e-mail; `None` where there is to be none. `site` is the address that browsers use, for links.
///
/// # Errors
///
/// [`Problem::Mail`] with all that is missing or faulty.
pub fn settings(options: &MailOptions, site: &str) -> Result<Option<MailSettings>, Problem> {
    let has_password = options.smtp_password.as_ref().is_some_and(|password| !password.expose_secret().is_empty());
    let has_user = given(options.smtp_user.as_deref()).is_some();
    let any = [&options.smtp_address, &options.smtp_user, &options.mail_from];
    if !has_password && any.into_iter().all(|value| given(value.as_deref()).is_none()) {
        return Ok(None);
    }
    let mut faults = Faults::default();
    let address = faults.required(
        "COMPTOIR_SMTP_ADDRESS",
        options.smtp_address.as_deref(),
        "host and port such as smtp.example:587",
        host_and_port,
    );
    let from = faults.required(
        "COMPTOIR_MAIL_FROM",
        options.mail_from.as_deref(),
        "an address such as Comptoir <comptoir@example.ma>",
        MailSender::read,
    );
    let security = faults.optional(
        "COMPTOIR_SMTP_SECURITY",
        Some(&options.smtp_security),
        "starttls, tls or none",
        MailSecurity::from_word,
    );
    // Left empty it is the usual one; faulty, nothing starts.
    let security = security.unwrap_or(MailSecurity::StartTls);
    let mut credentials = None;
    if has_user || has_password {
        let user = faults.required("COMPTOIR_SMTP_USER", options.smtp_user.as_deref(), "the user at the server", owned);
        let password =
            faults
                .secret("COMPTOIR_SMTP_PASSWORD", options.smtp_password.as_ref(), "the password of the user", |_| true);
        credentials = user.zip(password);
        let stays_here = address.as_ref().is_some_and(|(host, _)| is_this_machine(host));
        if security == MailSecurity::None && address.is_some() && !stays_here {
            faults.wrong("COMPTOIR_SMTP_SECURITY", "starttls or tls where a password goes to another machine");
        }
    }
    match (address, from) {
        (Some((host, port)), Some(from)) if faults.0.is_empty() => {
            Ok(Some(MailSettings { host, port, security, credentials, from, site: site.to_owned() }))
        }
        _ => Err(Problem::Mail(faults.0)),
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use rstest::rstest;

    use super::*;
    use crate::cli::{Cli, Command};

    fn read(args: &[&str]) -> Result<Option<MailSettings>, String> {
        let args = ["comptoir", "serve"].iter().chain(args);
        let Command::Serve(serve) = Cli::try_parse_from(args).unwrap().command else { panic!("another command") };
        settings(&serve.mail, "https://sms.port.ma").map_err(|problem| problem.to_string())
    }

    const ADDRESS: &str = "--smtp-address=smtp.example:587";
    const FROM: &str = "--mail-from=Comptoir <comptoir@port.ma>";

    #[rstest]
    #[case(&[])]
    #[case(&["--smtp-address=", "--smtp-user= ", "--smtp-password=", "--mail-from=", "--smtp-security="])]
    #[case(&["--smtp-security=tls"])]
    fn without_a_word_there_is_none(#[case] args: &[&str]) {
        assert!(read(args).unwrap().is_none());
    }

    #[test]
    fn what_is_set_is_used() {
        let settings = read(&[ADDRESS, FROM]).unwrap().unwrap();
        assert_eq!((settings.host.as_str(), settings.port), ("smtp.example", 587));
        assert_eq!((settings.security, settings.from.domain()), (MailSecurity::StartTls, "port.ma"));
        assert!(settings.credentials.is_none() && settings.site == "https://sms.port.ma");
        let args = [ADDRESS, FROM, "--smtp-security=tls", "--smtp-user=u", "--smtp-password=mot-secret-1"];
        let settings = read(&args).unwrap().unwrap();
        assert_eq!(settings.security, MailSecurity::Tls);
        assert_eq!(settings.credentials.as_ref().map(|(user, _)| user.as_str()), Some("u"));
        assert!(!format!("{settings:?}").contains("mot-secret"), "{settings:?}");
        // What stays on the machine may be plain.
        let local =
            ["--smtp-address=127.0.0.1:2525", FROM, "--smtp-security=none", "--smtp-user=u", "--smtp-password=p"];
        assert!(read(&local).unwrap().is_some());
    }

    #[rstest]
    #[case(&[ADDRESS], &["COMPTOIR_MAIL_FROM is missing"])]
    #[case(&[FROM], &["COMPTOIR_SMTP_ADDRESS is missing"])]
    #[case(
        &["--smtp-user=u"],
        &["COMPTOIR_SMTP_ADDRESS is missing", "COMPTOIR_MAIL_FROM is missing", "COMPTOIR_SMTP_PASSWORD is missing"]
    )]
    #[case(&[ADDRESS, FROM, "--smtp-password=mot-secret-1"], &["COMPTOIR_SMTP_USER is missing"])]
    #[case(
        &["--smtp-address=smtp.example", "--mail-from=mot-secret", "--smtp-security=ssl"],
        &["COMPTOIR_SMTP_ADDRESS must", "COMPTOIR_MAIL_FROM must", "COMPTOIR_SMTP_SECURITY must"]
    )]
    #[case(&[ADDRESS, "--mail-from=a@port.ma\r\nBcc: b@x.ma"], &["COMPTOIR_MAIL_FROM must"])]
    #[case(
        &[ADDRESS, FROM, "--smtp-security=none", "--smtp-user=u", "--smtp-password=mot-secret-1"],
        &["COMPTOIR_SMTP_SECURITY must be starttls or tls"]
    )]
    fn all_that_is_wrong_is_said_at_once(#[case] args: &[&str], #[case] expected: &[&str]) {
        let said = read(args).unwrap_err();
        assert!(expected.iter().all(|words| said.contains(words)), "{said}");
        assert_eq!(said.matches("; ").count() + 1, expected.len(), "{said}");
        assert!(!said.contains("mot-secret"), "{said}");
    }
}
