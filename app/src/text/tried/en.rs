//! English.

use super::super::number;
use super::Tried;

pub static TRIED: Tried = Tried {
    watching: |n| {
        [
            "The first ",
            &number(n),
            " SMS leave alone. The others follow as soon as they are delivered, or after ten minutes without bad news.",
        ]
        .concat()
    },
    stopped: |date, time| {
        [
            "Paused by itself on ",
            date,
            " at ",
            time,
            ": one of the first SMS did not arrive, the others have not left. Check the text and the number before you resume.",
        ]
        .concat()
    },
    let_go: "Let the others go",
    test: "Test",
    of: |who| ["of the SMS of ", who].concat(),
};
