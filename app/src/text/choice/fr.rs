//! Français.

use super::Choice;

pub static CHOICE: Choice = Choice {
    archived: |name| {
        ["Le modèle « ", name, " » a été archivé. Choisissez-en un autre : rien ne part d’ici là."].concat()
    },
    gone: "Le modèle choisi n’existe plus. Choisissez-en un autre : rien ne part d’ici là.",
    another: "Choisissez un autre modèle : celui-ci n’est plus proposé.",
    option: |name| [name, " (archivé)"].concat(),
    gone_option: "Modèle disparu",
    reread: "Ce modèle a changé depuis que vous l’avez choisi. Relisez le texte avant d’envoyer.",
    stale: "Le modèle a changé depuis que vous l’avez lu. Revenez à la liste et relisez le texte.",
    reads: |who| [who, " lira :"].concat(),
};
