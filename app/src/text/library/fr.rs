//! Français.

use super::super::counted;
use super::super::fr::form;
use super::super::number;
use super::Library;

pub static LIBRARY: Library = Library {
    class: "Nature du SMS",
    classes: ["Service", "Relance", "Promotion"],
    classes_say: [
        "Répond à ce que le client a demandé.",
        "Rappelle ce qui est dû ou attendu.",
        "Seulement aux clients qui ont donné leur accord. Nomme la pharmacie et dit comment ne plus en recevoir.",
    ],
    used: |n| match n {
        0 => "Jamais utilisé".to_owned(),
        n => ["Utilisé par ", &counted(n, form(n, "communication", "communications"))].concat(),
    },
    archive: "Archiver",
    archive_says: "Un modèle archivé n’est plus proposé. Ce qui a été envoyé reste, et le modèle peut être repris.",
    see_archive: "Modèles archivés",
    take_back: "Reprendre",
    archive_empty: "Aucun modèle archivé",
    make_default: "Choisir par défaut",
    is_default_says: "C’est le modèle choisi d’avance pour cet objectif.",
    actions: "Ce modèle",
    versions: "Versions",
    version: |n| ["Version ", &number(n)].concat(),
    saved_by: |who, date, time| ["enregistrée par ", who, " le ", date, " à ", time].concat(),
    saved: |date, time| ["enregistrée le ", date, " à ", time].concat(),
    older: "Versions précédentes",
    current: "Version actuelle",
    restore: |n| ["Restaurer la version ", &number(n)].concat(),
    restore_says: "Elle devient une nouvelle version ; aucune n’est effacée.",
    only_one: "Ce modèle n’a encore qu’une version.",
    no_text: "Pas de texte en arabe",
    in_archive: "Ce modèle est archivé : il n’est plus proposé.",
    back: "Retour aux modèles",
    words: "Mots de santé",
    words_say: "Comptoir avertit quand un texte contient un médicament, un examen ou une maladie. Ajoutez les mots que vous voulez surveiller en plus. Rien n’est jamais bloqué.",
    word: "Mot ou expression",
    word_hint: "Sans tenir compte des accents ni des majuscules.",
    add_word: "Ajouter",
    your_words: "Vos mots",
    no_words: "Aucun mot ajouté pour l’instant.",
    remove_word: |word| ["Retirer « ", word, " »"].concat(),
    words_full: "Il y a déjà 100 mots. Retirez-en un d’abord.",
    taken: "Un autre modèle porte ce nom. Renommez-le, puis reprenez celui-ci.",
};
