//! Français.

use super::Care;

pub static CARE: Care = Care {
    health: "Ce texte parle de santé :",
    health_says: "Un SMS peut être lu par d’autres que le client.",
    neutral: "Formulation neutre proposée :",
    use_neutral: "Utiliser cette formulation",
    save_anyway: "Sauvegarder quand même",
    use_anyway: "Utiliser quand même pour cet envoi seulement",
    no_pharmacy: "Une promotion nomme la pharmacie : ajoutez {pharmacie} ou son nom.",
    no_stop: "Une promotion dit comment ne plus en recevoir : ajoutez par exemple « répondez STOP pour ne plus en recevoir ».",
};
