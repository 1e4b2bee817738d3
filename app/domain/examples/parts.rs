//! Measures the texts of a JSON array on standard input, as `domain::sms` does: for the browser tests, which compare it
//! with another count (`end2end/tests/sms-oracle.spec.ts`).

use std::error::Error;
use std::io::{Read, Write, stdin, stdout};

use domain::sms::{Parts, count, parts};

fn main() -> Result<(), Box<dyn Error>> {
    let mut input = String::new();
    stdin().read_to_string(&mut input)?;
    let texts: Vec<String> = serde_json::from_str(&input)?;
    let measured = texts.iter().map(|text| measure(text)).collect::<Result<Vec<Parts>, _>>()?;
    serde_json::to_writer(stdout().lock(), &measured)?;
    stdout().flush()?;
    Ok(())
}

fn measure(text: &str) -> Result<Parts, &'static str> {
    let measured = parts(text);
    if count(text) == (measured.encoding, measured.parts) {
        Ok(measured)
    } else {
        Err("`count` and `parts` differ: what is billed is not what is shown")
    }
}
