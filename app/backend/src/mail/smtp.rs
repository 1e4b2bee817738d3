//! The way to the server for e-mail.

use std::time::Duration;

use lettre::transport::smtp;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use secrecy::ExposeSecret;

use super::letter::Letter;
use crate::settings::{MailSecurity, MailSettings};

/// How long the server may take to answer one command, and a whole letter.
const COMMAND: Duration = Duration::from_secs(10);
const LETTER: Duration = Duration::from_secs(45);

/// The connection: a new one for each letter, there are few.
pub(super) struct Smtp(AsyncSmtpTransport<Tokio1Executor>);

/// What became of a letter, with the server's number where it gave one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The server has it.
    Taken,
    /// This person gets no letters at this address.
    Refused(Option<u16>),
    /// It may be taken later.
    Failed(Option<u16>),
}

impl Smtp {
    pub(super) fn new(settings: &MailSettings) -> Result<Self, smtp::Error> {
        let parameters = || TlsParameters::builder(settings.host.clone()).build();
        let tls = match settings.security {
            MailSecurity::StartTls => Tls::Required(parameters()?),
            MailSecurity::Tls => Tls::Wrapper(parameters()?),
            MailSecurity::None => Tls::None,
        };
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(settings.host.as_str())
            .port(settings.port)
            .hello_name(ClientId::Domain(settings.from.domain().to_owned()))
            .timeout(Some(COMMAND))
            .tls(tls);
        if let Some((user, password)) = &settings.credentials {
            transport = transport.credentials(Credentials::new(user.clone(), password.expose_secret().to_owned()));
        }
        Ok(Self(transport.build()))
    }

    pub(super) async fn send(&self, letter: Letter) -> Answer {
        match tokio::time::timeout(LETTER, self.0.send(letter.0)).await {
            Ok(Ok(_)) => Answer::Taken,
            Ok(Err(error)) => answer(error.status().map(|code| code.to_string())),
            Err(_) => Answer::Failed(None),
        }
    }
}

/// An address that is not there, or not to be written to (RFC 5321, section 4.2.3), is no better tomorrow. All else may be
/// our configuration, or the server's: a wrong password has a number of 500 as well.
fn answer(code: Option<String>) -> Answer {
    let code = code.and_then(|code| code.parse().ok());
    match code {
        Some(550 | 551 | 553) => Answer::Refused(code),
        _ => Answer::Failed(code),
    }
}
