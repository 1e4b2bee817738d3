//! Français.

use super::Editing;

pub static EDITING: Editing = Editing {
    undo: "Défaire",
    redo: "Refaire",
    newer: |who, date, time| {
        ["Ce modèle a été modifié entre-temps par ", who, ", le ", date, " à ", time, "."].concat()
    },
    newer_by_nobody: |date, time| ["Ce modèle a été modifié entre-temps, le ", date, " à ", time, "."].concat(),
    nothing_lost: "Rien n’a été enregistré ni perdu. Comparez les deux versions, puis choisissez.",
    theirs: "Version enregistrée",
    mine: "Votre version",
    take_theirs: "Prendre la version enregistrée",
    save_mine: "Sauvegarder ma version par-dessus",
    no_text: "Aucun texte",
};
