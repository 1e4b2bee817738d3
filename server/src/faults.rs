//! What is missing or faulty in a configuration: by the name of the variable and what is expected, never by the value,
//! which may be a secret.

use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// What was found wrong so far.
#[derive(Debug, Default)]
pub(crate) struct Faults(pub(crate) Vec<String>);

impl Faults {
    /// A value that may be missing; an empty one is. Faulty and missing are both `None`, and faulty is noted.
    pub(crate) fn optional<T>(
        &mut self,
        name: &str,
        value: Option<&str>,
        expected: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = given(value)?;
        let read = read(value);
        if read.is_none() {
            self.wrong(name, expected);
        }
        read
    }

    /// A value that must be there.
    pub(crate) fn required<T>(
        &mut self,
        name: &str,
        value: Option<&str>,
        expected: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        if given(value).is_none() {
            self.missing(name, expected);
        }
        self.optional(name, value, expected, read)
    }

    /// A secret that must be there. It is taken as it is: a space at its end may belong to it.
    pub(crate) fn secret(
        &mut self,
        name: &str,
        value: Option<&SecretString>,
        expected: &str,
        is_good: impl FnOnce(&str) -> bool,
    ) -> Option<SecretString> {
        match value.filter(|value| !value.expose_secret().is_empty()) {
            None => self.missing(name, expected),
            Some(value) if is_good(value.expose_secret()) => return Some(value.clone()),
            Some(_) => self.wrong(name, expected),
        }
        None
    }

    pub(crate) fn wrong(&mut self, name: &str, expected: &str) {
        self.0.push(format!("{name} must be {expected}"));
    }

    pub(crate) fn missing(&mut self, name: &str, expected: &str) {
        self.0.push(format!("{name} is missing: {expected}"));
    }
}

/// A value without the blanks around it; `None` if nothing is left.
pub(crate) fn given(value: Option<&str>) -> Option<&str> {
    value.map(str::trim).filter(|value| !value.is_empty())
}

/// An address of HTTP without a name, a password, a query or a fragment: those have variables of their own, or none.
pub(crate) fn http_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_bare = url.username().is_empty() && url.password().is_none();
    let is_bare = is_bare && url.query().is_none() && url.fragment().is_none();
    (matches!(url.scheme(), "http" | "https") && url.has_host() && is_bare).then_some(url)
}

/// Any text.
pub(crate) fn owned(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// A name of Twilio's, which becomes part of an address.
pub(crate) fn sid(text: &str) -> Option<String> {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric()).then(|| text.to_owned())
}

/// A whole number between two ends.
pub(crate) fn number(least: u32, most: u32) -> impl FnOnce(&str) -> Option<u32> {
    move |text| text.parse().ok().filter(|number| (least..=most).contains(number))
}

/// A C-octet string of SMPP (3.4, section 3.1) of at most so many octets, without its end.
pub(crate) fn octets(most: usize) -> impl Fn(&str) -> Option<String> {
    move |text| {
        let is_good = text.len() <= most && text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
        is_good.then(|| text.to_owned())
    }
}

/// Host and port; an IPv6 address stands in brackets, which are taken off.
pub(crate) fn host_and_port(text: &str) -> Option<(String, u16)> {
    let (host, port) = text.rsplit_once(':')?;
    let port = port.parse().ok().filter(|port| *port != 0)?;
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_host = match bare {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
        }
    };
    is_host.then(|| (bare.unwrap_or(host).to_owned(), port))
}
