//! `wrk`, which does nothing but ask: what Kannel takes at the most from whoever speaks HTTP to it.

use std::path::Path;
use std::process::Command;

use backend::settings::KannelSettings;
use secrecy::ExposeSecret;
use url::Url;

/// What stands in the address where each request has something of its own.
const PHONE: &str = "EACHPHONE";
const MESSAGE: &str = "EACHMESSAGE";

/// What wrk reached.
pub struct Reached {
    pub accepted: u32,
    pub seconds: f64,
}

/// Hands messages over for so many seconds, in requests like those of our client: the same parameters, the text of one of our
/// messages, and an address for the reports of each.
pub fn run(
    folder: &Path,
    kannel: &KannelSettings,
    sender: &str,
    text: &str,
    connections: u32,
    seconds: u32,
) -> Reached {
    let script = folder.join("sendsms.lua");
    std::fs::write(&script, lua(&send_url(kannel, sender, text))).unwrap();
    let mut wrk = Command::new("wrk");
    wrk.args(["-t1", &format!("-c{connections}"), &format!("-d{seconds}s"), "-s"]).arg(script);
    let output = wrk.arg(kannel.send_url.as_str()).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let told = printed.lines().find_map(|line| line.strip_prefix("reached ")).unwrap();
    let mut numbers = told.split(' ').map(|number| number.parse::<u32>().unwrap());
    let mut next = || numbers.next().unwrap();
    let (asked, refused, lost, microseconds) = (next(), next(), next(), next());
    assert_eq!((refused, lost), (0, 0), "Kannel takes everything");
    Reached { accepted: asked, seconds: f64::from(microseconds) / 1e6 }
}

fn send_url(kannel: &KannelSettings, sender: &str, text: &str) -> Url {
    let signature = "0123456789abcdef".repeat(4);
    let report = format!("{}passerelle/kannel/rapport?m={MESSAGE}&s={signature}&d=%d&a=%A&f=%F", kannel.callback_url);
    let mut url = kannel.send_url.clone();
    url.query_pairs_mut()
        .append_pair("username", &kannel.user)
        .append_pair("password", kannel.password.expose_secret())
        .append_pair("from", sender)
        .append_pair("to", &format!("+2126{PHONE}"))
        .append_pair("text", text)
        .append_pair("charset", "UTF-8")
        .append_pair("coding", "0")
        .append_pair("dlr-mask", "31")
        .append_pair("dlr-url", &report)
        .extend_pairs(kannel.smsc.iter().map(|smsc| ("smsc", smsc)));
    url
}

fn lua(url: &Url) -> String {
    let asked = format!("{}?{}", url.path(), url.query().unwrap_or_default());
    let (before, rest) = asked.split_once(PHONE).unwrap();
    let (between, after) = rest.split_once(MESSAGE).unwrap();
    format!(
        "local n = 0\n\
         request = function()\n\
         \x20 n = n + 1\n\
         \x20 local phone, message = 10000000 + n, string.format('%d', 1099511627776 + n)\n\
         \x20 return wrk.format('GET', '{before}' .. phone .. '{between}' .. message .. '{after}')\n\
         end\n\
         done = function(summary)\n\
         \x20 local e = summary.errors\n\
         \x20 local lost = e.connect + e.read + e.write + e.timeout\n\
         \x20 print(string.format('reached %d %d %d %d', summary.requests, e.status, lost, summary.duration))\n\
         end\n"
    )
}
