//! The words of letters. Apart from those of the screens (`app::text`), which browsers load.

use domain::language::Language;
use domain::money::in_groups;

/// What a letter names.
pub(super) struct Facts {
    pub(super) pharmacy: String,
    /// What people call the request: `RC-2026-0131`.
    pub(super) number: String,
    /// Credits of the pack, with their word; so the others.
    pub(super) credits: String,
    pub(super) available: String,
    pub(super) low_at: String,
}

/// What is told of one fact.
pub(super) struct Told {
    pub(super) subject: fn(&Facts) -> String,
    pub(super) says: fn(&Facts) -> String,
}

/// The words of a language.
pub(super) struct Words {
    pub(super) hello: fn(&str) -> String,
    pub(super) credits: fn(u32) -> String,
    /// What stands before the address of the page.
    pub(super) open: &'static str,
    /// Why somebody gets the letter.
    pub(super) why: &'static str,
    pub(super) requested: Told,
    pub(super) declared: Told,
    pub(super) activated: Told,
    pub(super) low: Told,
    /// The same where nothing is left.
    pub(super) none: Told,
}

/// The words of a language.
pub(super) const fn words(language: Language) -> &'static Words {
    match language {
        Language::Fr => &FR,
        Language::Ar => &AR,
        Language::En => &EN,
    }
}

/// A number, a space that does not break, and a word.
fn counted(n: u32, word: &str) -> String {
    [&in_groups(n.into(), '\u{202F}'), "\u{A0}", word].concat()
}

const FR: Words = Words {
    hello: |name| ["Bonjour ", name, ","].concat(),
    credits: |n| counted(n, if n < 2 { "crédit" } else { "crédits" }),
    open: "Ouvrir dans Comptoir :",
    why: "Comptoir vous écrit parce que vous suivez les crédits SMS. Ne répondez pas à ce message.",
    requested: Told {
        subject: |told| ["Demande de recharge ", &told.number, " : ", &told.pharmacy].concat(),
        says: |told| [&told.pharmacy, " demande une recharge de crédits SMS (demande ", &told.number, ")."].concat(),
    },
    declared: Told {
        subject: |told| ["Preuve de virement ", &told.number, " : ", &told.pharmacy].concat(),
        says: |told| {
            [
                &told.pharmacy,
                " a envoyé la preuve de son virement (demande ",
                &told.number,
                ").\nVérifiez-la, puis confirmez la réception.",
            ]
            .concat()
        },
    },
    activated: Told {
        subject: |told| ["Crédits activés, demande ", &told.number].concat(),
        says: |told| {
            [
                "Votre recharge de ",
                &told.credits,
                " est activée (demande ",
                &told.number,
                ").\nSolde SMS de ",
                &told.pharmacy,
                " : ",
                &told.available,
                ".",
            ]
            .concat()
        },
    },
    low: Told {
        subject: |told| ["Solde SMS bas : ", &told.available].concat(),
        says: |told| {
            [
                "Il reste ",
                &told.available,
                " à ",
                &told.pharmacy,
                ", moins que votre alerte (",
                &told.low_at,
                ").\nPensez à demander une recharge.",
            ]
            .concat()
        },
    },
    none: Told {
        subject: |_| String::from("Solde SMS épuisé"),
        says: |told| {
            ["Il ne reste aucun crédit à ", &told.pharmacy, " : aucun SMS ne peut partir.\nDemandez une recharge."]
                .concat()
        },
    },
};

const AR: Words = Words {
    hello: |name| ["مرحبا ", name, "،"].concat(),
    credits: |n| match n {
        0 => String::from("لا رصيد"),
        1 => String::from("رصيد واحد"),
        2 => String::from("رصيدان"),
        _ => counted(n, if matches!(n % 100, 3..=10) { "أرصدة" } else { "رصيدا" }),
    },
    open: "الفتح في Comptoir:",
    why: "تتلقى هذه الرسالة من Comptoir لأنك تتابع رصيد الرسائل القصيرة. لا ترد عليها.",
    requested: Told {
        subject: |told| ["طلب إعادة الشحن ", &told.number, ": ", &told.pharmacy].concat(),
        says: |told| ["تطلب ", &told.pharmacy, " إعادة شحن رصيد الرسائل (الطلب ", &told.number, ")."].concat(),
    },
    declared: Told {
        subject: |told| ["إثبات التحويل ", &told.number, ": ", &told.pharmacy].concat(),
        says: |told| {
            ["أرسلت ", &told.pharmacy, " إثبات تحويلها (الطلب ", &told.number, ").\nتحقق منه ثم أكّد استلام التحويل."]
                .concat()
        },
    },
    activated: Told {
        subject: |told| ["تم تفعيل الرصيد، الطلب ", &told.number].concat(),
        says: |told| {
            [
                "تم تفعيل إعادة الشحن (الطلب ",
                &told.number,
                "): ",
                &told.credits,
                ".\nرصيد رسائل ",
                &told.pharmacy,
                ": ",
                &told.available,
                ".",
            ]
            .concat()
        },
    },
    low: Told {
        subject: |told| ["رصيد الرسائل منخفض: ", &told.available].concat(),
        says: |told| {
            [
                "بقي لدى ",
                &told.pharmacy,
                ": ",
                &told.available,
                "، أي أقل من حد التنبيه (",
                &told.low_at,
                ").\nفكر في طلب إعادة الشحن.",
            ]
            .concat()
        },
    },
    none: Told {
        subject: |_| String::from("نفد رصيد الرسائل"),
        says: |told| ["لم يبق أي رصيد لدى ", &told.pharmacy, ": لا يمكن إرسال أي رسالة.\nاطلب إعادة الشحن."].concat(),
    },
};

const EN: Words = Words {
    hello: |name| ["Hello ", name, ","].concat(),
    credits: |n| counted(n, if n == 1 { "credit" } else { "credits" }),
    open: "Open in Comptoir:",
    why: "Comptoir writes to you because you look after SMS credits. Please do not reply.",
    requested: Told {
        subject: |told| ["Top-up request ", &told.number, ": ", &told.pharmacy].concat(),
        says: |told| [&told.pharmacy, " asks for SMS credits (request ", &told.number, ")."].concat(),
    },
    declared: Told {
        subject: |told| ["Proof of transfer ", &told.number, ": ", &told.pharmacy].concat(),
        says: |told| {
            [
                &told.pharmacy,
                " has sent the proof of its transfer (request ",
                &told.number,
                ").\nCheck it, then confirm that the money has come.",
            ]
            .concat()
        },
    },
    activated: Told {
        subject: |told| ["Credits activated, request ", &told.number].concat(),
        says: |told| {
            [
                "Your top-up of ",
                &told.credits,
                " is activated (request ",
                &told.number,
                ").\nSMS balance of ",
                &told.pharmacy,
                ": ",
                &told.available,
                ".",
            ]
            .concat()
        },
    },
    low: Told {
        subject: |told| ["Low SMS balance: ", &told.available].concat(),
        says: |told| {
            [
                &told.pharmacy,
                " has ",
                &told.available,
                " left, less than your alert (",
                &told.low_at,
                ").\nConsider asking for a top-up.",
            ]
            .concat()
        },
    },
    none: Told {
        subject: |_| String::from("No SMS credits left"),
        says: |told| [&told.pharmacy, " has no credits left: no SMS can be sent.\nAsk for a top-up."].concat(),
    },
};
