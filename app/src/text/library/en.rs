//! English.

use super::super::counted;
use super::super::en::form;
use super::super::number;
use super::Library;

pub static LIBRARY: Library = Library {
    class: "Kind of SMS",
    classes: ["Service", "Reminder", "Promotion"],
    classes_say: [
        "Answers what the client asked for.",
        "Reminds of what is owed or expected.",
        "Only to clients who agreed. It names the pharmacy and says how to receive no more.",
    ],
    used: |n| match n {
        0 => "Never used".to_owned(),
        n => ["Used by ", &counted(n, form(n, "communication", "communications"))].concat(),
    },
    archive: "Archive",
    archive_says: "A template in the archive is offered no more. What was sent stays, and it can be taken back.",
    see_archive: "Archived templates",
    take_back: "Take back",
    archive_empty: "No template in the archive",
    make_default: "Make it the default",
    is_default_says: "This is the template chosen already for this purpose.",
    actions: "This template",
    versions: "Versions",
    version: |n| ["Version ", &number(n)].concat(),
    saved_by: |who, date, time| ["saved by ", who, " on ", date, " at ", time].concat(),
    saved: |date, time| ["saved on ", date, " at ", time].concat(),
    older: "Earlier versions",
    current: "Current version",
    restore: |n| ["Restore version ", &number(n)].concat(),
    restore_says: "It becomes a new version; none is deleted.",
    only_one: "This template has only one version yet.",
    no_text: "No text in Arabic",
    in_archive: "This template is in the archive: it is offered no more.",
    back: "Back to the templates",
    words: "Words about health",
    words_say: "Comptoir warns when a text names a medicine, a test or an illness. Add the words that you want to watch for as well. Nothing is ever blocked.",
    word: "Word or phrase",
    word_hint: "Accents and capitals do not matter.",
    add_word: "Add",
    your_words: "Your words",
    no_words: "No words added yet.",
    remove_word: |word| ["Remove “", word, "”"].concat(),
    words_full: "There are 100 words already. Remove one first.",
    taken: "Another template has this name. Rename it, then take this one back.",
};
