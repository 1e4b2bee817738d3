//! English.

use super::Editing;

pub static EDITING: Editing = Editing {
    undo: "Undo",
    redo: "Redo",
    newer: |who, date, time| {
        ["This template was changed meanwhile by ", who, ", on ", date, " at ", time, "."].concat()
    },
    newer_by_nobody: |date, time| ["This template was changed meanwhile, on ", date, " at ", time, "."].concat(),
    nothing_lost: "Nothing was saved and nothing was lost. Compare the two versions, then choose.",
    theirs: "Saved version",
    mine: "Your version",
    take_theirs: "Take the saved version",
    save_mine: "Save mine over it",
    no_text: "No text",
};
