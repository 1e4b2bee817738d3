//! English.

use super::Care;

pub static CARE: Care = Care {
    health: "This text speaks of health:",
    health_says: "An SMS may be read by others than the client.",
    neutral: "A neutral wording instead:",
    use_neutral: "Use this wording",
    save_anyway: "Save anyway",
    use_anyway: "Use anyway for this send only",
    no_pharmacy: "A promotion names the pharmacy: add {pharmacie} or its name.",
    no_stop: "A promotion says how to receive no more: add for instance “reply STOP to receive no more”.",
};
