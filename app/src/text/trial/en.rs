//! English.

use super::super::en::form;
use super::super::{counted, number};
use super::Trial;

pub static TRIAL: Trial = Trial {
    open: "Send a test",
    says: |who| ["The SMS of ", who, ", sent to the numbers that you choose:"].concat(),
    nothing: "There is no SMS to test: choose a client in the preview who can receive it, and correct the text if it has an error.",
    number: |n| if n == 1 { "Number of the test".to_owned() } else { ["Number ", &number(n)].concat() },
    hint: "A Moroccan mobile, for example 06 12 34 56 78. Your numbers are remembered for the next time.",
    more: "Add a number",
    costs: |n| ["The test costs ", &counted(n, form(n, "credit", "credits")), "."].concat(),
    send: "Send the test",
    none: "Give at least one number.",
    opted_out: "This number no longer wants SMS: the test was not sent.",
    gone: "The test has left.",
    follow: "Follow the test",
    again: "Send another test",
    asked: "A large send: read the SMS on your own phone first.",
    canary: |n| ["Begin with ", &counted(n, "SMS")].concat(),
    canary_says: "The others follow as soon as these are delivered. If one of them fails, the send pauses.",
};
