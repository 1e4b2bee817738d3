//! English.

use super::Choice;

pub static CHOICE: Choice = Choice {
    archived: |name| {
        ["The template “", name, "” is in the archive. Choose another one: nothing leaves until then."].concat()
    },
    gone: "The template that was chosen is there no more. Choose another one: nothing leaves until then.",
    another: "Choose another template: this one is offered no more.",
    option: |name| [name, " (archived)"].concat(),
    gone_option: "Template that is gone",
    reread: "This template has changed since you chose it. Read the text again before you send.",
    stale: "The template has changed since you read it. Go back to the list and read the text again.",
    reads: |who| [who, " will read:"].concat(),
};
