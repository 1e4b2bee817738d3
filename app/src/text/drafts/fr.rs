//! Français.

use super::super::counted;
use super::super::fr::form;
use super::Drafts;

pub static DRAFTS: Drafts = Drafts {
    saved_at: |time| ["Brouillon enregistré ", time].concat(),
    saved_on: |date, time| ["Brouillon enregistré le ", date, " à ", time].concat(),
    here_only: "Brouillon gardé dans ce navigateur",
    start_over: "Recommencer",
    given_up: "Brouillon abandonné.",
    take_back: "Le reprendre",
    offline: "Le serveur ne répond pas. Le brouillon est gardé dans ce navigateur et sera enregistré dès que la connexion revient.",
    signed_out: "Votre session est terminée. Le brouillon est gardé dans ce navigateur : reconnectez-vous pour continuer.",
    kept_here: "Le brouillon est gardé dans ce navigateur.",
    before: |at| ["Vous avez déjà un brouillon, enregistré ", at, "."].concat(),
    newer: |at| ["Ce brouillon a été modifié dans un autre onglet ou sur un autre appareil, ", at, "."].concat(),
    ended: "Ce brouillon a été envoyé ou abandonné dans un autre onglet ou sur un autre appareil.",
    here: "Ce navigateur a gardé un brouillon qui n’a pas pu être enregistré.",
    ticked: |n| {
        if n == 0 {
            "Aucun client n’y est coché.".to_owned()
        } else {
            ["Il a ", &counted(n, form(n, "client coché", "clients cochés")), "."].concat()
        }
    },
    take: "Reprendre cette version",
    keep: "Garder ce qui est affiché",
    empty: "Repartir d’une page vide",
    go_on: "Continuer avec ce qui est affiché",
};
