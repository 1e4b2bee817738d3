//! Français.

use super::super::counted;
use super::super::fr::form;
use super::Pace;

pub static PACE: Pace = Pace {
    a_second: |n| counted(n, "SMS par seconde"),
    a_minute: |n| counted(n, "SMS par minute"),
    minutes_left: |n| ["encore ", &counted(n, form(n, "minute", "minutes")), " environ"].concat(),
    hours_left: |n| ["encore ", &counted(n, form(n, "heure", "heures")), " environ"].concat(),
    nearly: "encore moins d’une minute",
    comma: ", ",
    failures: "Derniers échecs",
};
