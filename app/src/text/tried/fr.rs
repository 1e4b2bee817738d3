//! Français.

use super::super::number;
use super::Tried;

pub static TRIED: Tried = Tried {
    watching: |n| {
        [
            "Les ",
            &number(n),
            " premiers SMS partent seuls. Les autres suivent dès qu’ils sont livrés, ou après dix minutes sans mauvaise nouvelle.",
        ]
        .concat()
    },
    stopped: |date, time| {
        [
            "Mis en pause de lui-même le ",
            date,
            " à ",
            time,
            " : l’un des premiers SMS n’est pas arrivé, les autres ne sont pas partis. Vérifiez le texte et le numéro avant de reprendre.",
        ]
        .concat()
    },
    let_go: "Laisser partir les autres",
    test: "Test",
    of: |who| ["du SMS de ", who].concat(),
};
