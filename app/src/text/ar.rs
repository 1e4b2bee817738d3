//! العربية. Words of Moroccan pharmacies (`زبون`, `نونبر`); numbers in Western digits, as Morocco writes them.

use super::{
    Campaign, Clients, Common, Credits, Errors, History, Nav, Reasons, Send, SignIn, Statuses, Templates, Text,
    counted, delivery, number,
};

/// The six forms of a noun (CLDR, plural rules of Arabic): one and two are words of their own, 3-10 take the plural,
/// 11-99 the accusative singular, hundreds and zero the singular.
pub(super) struct Noun {
    one: &'static str,
    two: &'static str,
    few: &'static str,
    many: &'static str,
    other: &'static str,
}

impl Noun {
    const fn form(&self, n: u32) -> &'static str {
        match (n, n % 100) {
            (1, _) => self.one,
            (2, _) => self.two,
            (_, 3..=10) => self.few,
            (_, 11..=99) => self.many,
            _ => self.other,
        }
    }

    pub(super) fn count(&self, n: u32) -> String {
        if matches!(n, 1 | 2) { self.form(n).to_owned() } else { counted(n, self.form(n)) }
    }
}

const CLIENT: Noun =
    Noun { one: "زبون واحد", two: "زبونان", few: "زبناء", many: "زبونا", other: "زبون" };
const CLIENT_TO: Noun =
    Noun { one: "زبون واحد", two: "زبونين", few: "زبناء", many: "زبونا", other: "زبون" };
const CHARACTER: Noun =
    Noun { one: "حرف واحد", two: "حرفان", few: "أحرف", many: "حرفا", other: "حرف" };
pub(super) const SMS: Noun = Noun {
    one: "رسالة واحدة", two: "رسالتان", few: "رسائل", many: "رسالة", other: "رسالة"
};
pub(super) const CREDIT: Noun =
    Noun { one: "رصيد واحد", two: "رصيدان", few: "أرصدة", many: "رصيدا", other: "رصيد" };
const SECOND: Noun = Noun {
    one: "ثانية واحدة", two: "ثانيتين", few: "ثوان", many: "ثانية", other: "ثانية"
};
const EXCLUDED: Noun = Noun {
    one: "زبون واحد مستثنى",
    two: "زبونان مستثنيان",
    few: "زبناء مستثنون",
    many: "زبونا مستثنى",
    other: "زبون مستثنى",
};

pub(super) static TEXT: Text = Text {
    common: Common {
        product: "Comptoir",
        skip: "الانتقال إلى المحتوى",
        demo: "نسخة تجريبية",
        demo_says: "لا تُرسل أي رسالة فعلا.",
        search: "بحث",
        close: "إغلاق",
        cancel: "إلغاء",
        reload: "إعادة التحميل",
        pages: "الصفحات",
        previous_page: "الصفحة السابقة",
        next_page: "الصفحة التالية",
        loading: "جارٍ التحميل",
        reminder: "تذكير الزبون بالرصيد",
        custom: "نموذج مخصص",
        not_found: "الصفحة غير موجودة",
        not_found_says: "هذا العنوان لا يؤدي إلى أي صفحة. قد يكون ناقصا، أو أن ما كان يعرضه لم يعد موجودا.",
        back_home: "العودة إلى المراسلات",
        sms: |n| SMS.count(n),
        clients: |n| CLIENT.count(n),
        credits: |n| CREDIT.count(n),
        credits_word: |n| match n {
            1 | 2 => "رصيد",
            n => CREDIT.form(n),
        },
        date_at: |date, time| ["يوم ", date, " على الساعة ", time].concat(),
    },
    nav: Nav {
        menu: "القائمة الرئيسية",
        communications: "المراسلات",
        clients: "الزبناء",
        settings: "الإعدادات",
        templates: "النماذج",
        credits: "رصيد الرسائل",
        language: "اللغة",
        sign_out: "تسجيل الخروج",
        account_of: |name| [name, "، حسابك"].concat(),
    },
    sign_in: SignIn {
        title: "تسجيل الدخول",
        says: "رسائل صيدليتكم، مُرسلة ومتتبَّعة.",
        email: "البريد الإلكتروني",
        password: "كلمة المرور",
        submit: "تسجيل الدخول",
        show: "إظهار",
        hide: "إخفاء",
        forgotten: "نسيت كلمة المرور؟ اطلب رابطا جديدا من صاحب الصيدلية.",
        set_title: "اختيار كلمة المرور",
        set_says: "تُستعمل مع بريدك الإلكتروني للدخول إلى Comptoir.",
        new_password: "كلمة المرور الجديدة",
        rule: "10 أحرف على الأقل. جملة لا يعرفها غيرك مناسبة جدا.",
        set_submit: "حفظ كلمة المرور",
        password_set: "تم حفظ كلمة المرور. يمكنك تسجيل الدخول.",
        link_bad: "لم يعد هذا الرابط صالحا",
        link_bad_says: "سبق استعماله، أو مرت عليه أكثر من 24 ساعة. اطلب رابطا جديدا من صاحب الصيدلية.",
    },
    history: History {
        title: "سجل المراسلات",
        send: "إرسال مراسلة جماعية",
        date: "تاريخ الإنشاء",
        manager: "المسؤول",
        kind: "النوع",
        status: "الحالة",
        content: "المحتوى",
        recipient: "المرسل إليه",
        totals: "الرسائل حسب الحالة",
        total: |n| match n {
            1 | 2 => "رسالة",
            n => SMS.form(n),
        },
        empty: "لم تُرسل أي رسالة بعد",
        empty_says: "ستظهر هنا كل رسالة تُرسل إلى زبون، مع حالتها إلى غاية التسليم.",
        follow: "تتبع الإرسال",
        unreachable: "بوابة الرسائل لا تستجيب، والرسائل في الانتظار",
        under_way: |left, total| [&SMS.count(left), " من ", &number(total)].concat(),
    },
    campaign: Campaign {
        progress: "تقدم الإرسال",
        sent_by: |who, date, time, what| {
            ["أرسلها ", who, " يوم ", date, " على الساعة ", time, ". ", what, "."].concat()
        },
        left_of: |left, total| {
            let word = if matches!(left, 1 | 2) { "رسالة" } else { SMS.form(left) };
            [word, " غادرت من أصل ", &number(total)].concat()
        },
        undo: "إلغاء الإرسال",
        undo_in: |seconds| ["لم تُرسل أي رسالة بعد. يبدأ الإرسال بعد ", &number(seconds), "\u{A0}ث."].concat(),
        pause: "إيقاف مؤقت",
        resume: "استئناف",
        stop: "إيقاف نهائي",
        stop_ask: "هل تريد إيقاف هذا الإرسال؟",
        stop_says: "ما لم يُرسل بعد لن يُرسل، ويُسترجع رصيده. لا يُستأنف إرسال أُوقف.",
        stop_not: "متابعة الإرسال",
        unreachable: "بوابة الرسائل لا تستجيب: الرسائل في الانتظار وستنطلق من تلقاء نفسها.",
        unreachable_until: |date, time| {
            ["بوابة الرسائل لا تستجيب: الرسائل في الانتظار. محاولة جديدة يوم ", date, " على الساعة ", time, "."].concat()
        },
        until: |date, time| ["الرسائل في الانتظار: تُرسل ابتداء من ", date, " على الساعة ", time, "."].concat(),
        paused: |date, time, by| {
            ["متوقف مؤقتا منذ ", date, " على الساعة ", time, " من طرف ", by, ". لا تُرسل أي رسالة."].concat()
        },
        paused_itself: |date, time| {
            ["توقف تلقائيا يوم ", date, " على الساعة ", time, ": رُفضت رسائل كثيرة. تحققوا من الأرقام قبل الاستئناف."]
                .concat()
        },
        stopped: |date, time, by| {
            ["أُوقف يوم ", date, " على الساعة ", time, " من طرف ", by, ". ما لم يُرسل لن يُرسل."].concat()
        },
        is_paused: "متوقف مؤقتا",
        is_stopped: "متوقف",
        waiting: "في الانتظار",
        under_way: "جارٍ الإرسال",
        awaiting: "أُرسلت كلها، في انتظار تأكيدات الوصول",
        done: "انتهى الإرسال",
        credits: "الأرصدة",
        reserved: "المحجوزة عند الإرسال",
        spent: "المستهلكة",
        given_back: "المسترجعة",
        still_reserved: "ما زالت محجوزة",
        text: "نص الرسالة",
        messages: "رسائل هذا الإرسال",
        left_out: |n| EXCLUDED.count(n),
        left_out_says: "لم يتوصلوا بشيء ولن تُحتسب رسائلهم.",
    },
    send: Send {
        title: "إرسال مراسلة جماعية",
        may_not: "ليست لديك صلاحية إرسال الرسائل. تواصل مع صاحب الصيدلية.",
        may_not_all: "حدد زبونا واحدا على الأقل: ليست لديك صلاحية الإرسال إلى القائمة كلها.",
        steps: ["النوع", "الهدف", "النموذج", "المرسل إليهم", "الإرسال"],
        step_of: |n, last| ["الخطوة ", &number(n), " من ", &number(last)].concat(),
        step_back: "الخطوة السابقة",
        step_on: "متابعة",
        sender: "المرسِل:",
        show_choice: "عرض هذا الاختيار",
        owing: |n| [&CLIENT.count(n), " عليهم دين"].concat(),
        everyone: |n| [&CLIENT.count(n), " في الصيدلية"].concat(),
        default_of: |name| [name, " (افتراضي)"].concat(),
        edit: "تعديل النموذج",
        no_template: "لا يوجد نموذج لهذا الهدف. أضف واحدا في الإعدادات، النماذج.",
        only_here_says: "نص معدَّل لهذا الإرسال فقط.",
        back_to_template: "العودة إلى النموذج",
        text: "نص الرسالة",
        text_hint: "تُعوَّض الكلمات بين الأقواس لكل زبون. الصيغة {prenom|client} تعطي كلمة بديلة.",
        save: "حفظ",
        use_here: "استعماله لهذا الإرسال فقط",
        stale: "عدّل شخص آخر هذا النموذج في هذه الأثناء. لم يُحفظ أي شيء. استعمل نصك لهذا الإرسال فقط، أو انسخه وأعد تحميل الصفحة لرؤية النسخة الجديدة.",
        search: "البحث عن زبون",
        search_hint: "الاسم أو الرقم",
        least: "رصيد لا يقل عن",
        filter: "تصفية",
        tick_all: "تحديد الكل",
        all_of: |n, reached| [&CLIENT.count(n), "، ستصل الرسالة إلى ", &number(reached), " منهم"].concat(),
        nobody: "لا يوجد زبون مطابق.",
        more: |n| ["عرض ", &number(n), " التالية"].concat(),
        preview: "معاينة",
        left_out_for: |slot| {
            [
                "لن تصل هذه الرسالة إلى هذا الزبون: لا توجد قيمة لـ \u{2066}",
                slot,
                "\u{2069}. أضف كلمة بديلة، مثل \u{2066}{prenom|client}\u{2069}.",
            ]
            .concat()
        },
        no_preview: "بدون مرسل إليه، أو مع خطأ في النص، لا يمكن معرفة التكلفة.",
        place_of: |n, last| [n, " من ", last].concat(),
        next: "المرسل إليه التالي",
        previous: "المرسل إليه السابق",
        cost: |n| [&SMS.count(n), "، ", &CREDIT.count(n)].concat(),
        characters: |n| CHARACTER.count(n),
        dear: "بهذه الحروف تتسع الرسالة لـ 70 حرفا بدل 160.",
        dear_saves: |now, fewer| {
            ["هذه الحروف ترفع عدد الرسائل من ", &number(fewer), " إلى ", &number(now), "."].concat()
        },
        replace: "تعويضها بحروف بسيطة",
        at_once: |n| {
            if n == 0 {
                "تغادر الرسائل فور الإرسال.".to_owned()
            } else {
                ["يمكن إلغاء الإرسال خلال ", &number(n), "\u{A0}ثانية، ثم تغادر الرسائل."].concat()
            }
        },
        some_ticked: "يظهر عدد الزبناء والتكلفة قبل الإرسال.",
        send: "إرسال",
        send_to: |n| ["إرسال إلى ", &CLIENT_TO.count(n)].concat(),
        send_to_all: |n| ["إرسال إلى القائمة كلها: ", &CLIENT.count(n)].concat(),
        nobody_ticked: "لم يُحدَّد أي زبون:",
        goes_to_all: |n| ["ستُرسل الرسالة إلى كل زبناء القائمة: ", &CLIENT.count(n), "."].concat(),
        counting: "جارٍ حساب التكلفة",
        price: |clients, sms, credits| {
            ["المحدَّدون: ", &CLIENT.count(clients), "، ", &SMS.count(sms), "، ", &CREDIT.count(credits), "."].concat()
        },
        left_after: |n| ["سيبقى ", &CREDIT.count(n), "."].concat(),
        price_of_all: |credits, reached| {
            ["التكلفة ", &CREDIT.count(credits), " مقابل ", &SMS.count(reached), "."].concat()
        },
        still_editing: "النص قيد التعديل: احفظه، أو استعمله لهذا الإرسال فقط.",
        text_bad: "في النص خطأ: عدّله قبل الإرسال.",
        ask: |n| ["إرسال إلى ", &CLIENT_TO.count(n), "؟"].concat(),
        ask_all: "إرسال إلى القائمة كلها؟",
        nobody_ticked_says: "لم يُحدَّد أي زبون.",
        leaves_to: "ستُرسل الرسالة إلى",
        comma: "، ",
        and_others: |n| [" وإلى ", &CLIENT_TO.count(n), " غيرهم"].concat(),
        clients_of_list: "زبناء القائمة",
        clients_ticked: "الزبناء المحدَّدون",
        sms_to_send: "الرسائل التي ستُرسل",
        credits_needed: "الرصيد اللازم",
        credits_after: "الرصيد بعد الإرسال",
        back_to_list: "العودة إلى القائمة",
        check: "التحقق قبل الإرسال",
        nothing_sent: "لم يُرسل أي شيء.",
    },
    clients: Clients {
        title: "الزبناء",
        search: "البحث عن زبون",
        search_hint: "الاسم أو الرقم",
        name: "الاسم",
        phone: "الهاتف",
        balance: "الرصيد المستحق",
        total: |n| CLIENT.count(n),
        sort: "ترتيب",
        by_name: "حسب الاسم",
        by_balance: "أكبر دين أولا",
        show: "عرض",
        more: |n| ["عرض ", &number(n), " التالية"].concat(),
        empty: "لا يوجد زبناء بعد",
        empty_says: "استورد ملف برنامج الصيدلية بالأمر comptoir import-clients: سيظهر كل زبون هنا برقمه ورصيده.",
        none_found: "لا يوجد زبون مطابق لهذا البحث.",
        narrow: "ضيّق البحث لرؤية الباقي.",
        clear: "مسح الكل",
    },
    templates: Templates {
        title: "النماذج",
        insert: "إدراج في النص",
        add: "نموذج جديد",
        edit: "تعديل النموذج",
        name: "الاسم",
        objective: "الهدف",
        text: "نص الرسالة",
        text_hint: "تُعوَّض الكلمات بين الأقواس لكل زبون. الصيغة {prenom|client} تعطي كلمة بديلة، و{{ و}} هما القوسان نفساهما.",
        save: "حفظ",
        is_default: "افتراضي",
        empty: "لا توجد نماذج بعد",
        empty_says: "النموذج نص جاهز للإرسال، يأخذ فيه اسم كل زبون ورصيده مكانهما.",
        stale: "عدّل شخص آخر هذا النموذج في هذه الأثناء. لم يُحفظ أي شيء. انسخ نصك، وأعد تحميل الصفحة، ثم تابع من النسخة الجديدة.",
        saved_by: |version, who, date| ["النسخة ", &number(version), "، حفظها ", who, " يوم ", date, "."].concat(),
        first: |version, date| ["النسخة ", &number(version), "، بتاريخ ", date, "."].concat(),
        preview_name: "أمينة",
        preview_surname: "الإدريسي",
    },
    credits: Credits {
        title: "رصيد الرسائل",
        moves: "الحركات",
        reserved: "محجوز إضافة إلى ذلك",
        spent: "المستهلك",
        date: "التاريخ",
        by: "من طرف",
        why: "السبب",
        amount: "الرصيد",
        after: "الباقي",
        kinds: ["رصيد مضاف", "محجوز لإرسال", "مستهلك", "رصيد مسترجع", "تصحيح"],
        by_itself: "Comptoir",
        older: "حركات أقدم",
        newest: "أحدث الحركات",
        empty: "لا توجد حركات بعد",
        empty_says: "سيُسجَّل هنا كل رصيد مضاف أو محجوز أو مستهلك أو مسترجع.",
    },
    gateway: delivery::ar::GATEWAY,
    repeat: delivery::ar::REPEAT,
    when: delivery::ar::WHEN,
    statuses: Statuses {
        one: [
            "مبرمجة",
            "في الانتظار",
            "جارٍ الإرسال",
            "أُرسلت",
            "تم التسليم",
            "فشل",
            "انتهت مدتها",
            "غير مؤكد",
            "ملغاة",
            "مستثناة",
        ],
        many: [
            |_| "مبرمجة",
            |_| "في الانتظار",
            |_| "جارية",
            |_| "مرسلة",
            |_| "مسلَّمة",
            |_| "فاشلة",
            |_| "منتهية المدة",
            |_| "غير مؤكدة",
            |_| "ملغاة",
            |_| "مستثناة",
        ],
    },
    reasons: Reasons {
        unknown_number: "رقم غير مستعمل",
        unreachable: "الهاتف مغلق أو خارج التغطية",
        number_refused: "رقم مرفوض",
        gateway_down: "تعذر الوصول إلى بوابة الإرسال",
        answer_lost: "ضاع جواب بوابة الإرسال",
        paid: "أدى ما عليه في هذه الأثناء",
        opted_out: "لا يريد التوصل بالرسائل",
        refused: "رفضها متعهد الاتصالات",
        undelivered: "لم يسلمها متعهد الاتصالات",
        blocked: "حجبها متعهد الاتصالات",
        sender_refused: "اسم المرسل مرفوض",
        phone_missing: "بدون رقم",
        phone_unreadable: "رقم غير مقروء",
        phone_foreign: "رقم أجنبي",
        phone_fixed: "رقم ثابت: لا يستقبل الرسائل",
        phone_special: "رقم خاص: لا يستقبل الرسائل",
        shared_number: "نفس رقم زبون آخر",
        too_long: "النص طويل جدا بالنسبة لهذا الزبون",
        nothing_owed: "لم يعد مدينا بشيء",
        missing: |placeholder| ["\u{2066}", placeholder, "\u{2069} غير معروف"].concat(),
    },
    errors: Errors {
        not_found: "غير موجود، أو لم يعد موجودا.",
        signed_out: "انتهت جلستك. لم يُرسل ولم يُحفظ أي شيء. سجل الدخول من جديد.",
        wrong_password: "البريد الإلكتروني أو كلمة المرور غير صحيحة.",
        denied: "ليس لديك الإذن للقيام بذلك. لم يتغير شيء. اتصل بصاحب الصيدلية.",
        invalid: "صحح ما أشير إليه. لم يُحفظ شيء بعد.",
        stale_template: "تم تعديل هذا النموذج في هذه الأثناء. لم يُرسل ولم يُحفظ أي شيء. أعد تحميل الصفحة لرؤية نسخته الجديدة.",
        key_reused: "سبق استعمال هذه الصفحة لإرسال آخر. لم يُرسل شيء هذه المرة. افتح مراسلة جديدة.",
        quote_changed: "تغيرت اللائحة: سيكون الإرسال أكبر مما رأيته. لم يُرسل شيء. تحقق من الأرقام الجديدة.",
        nobody_left: "لا يمكن لأي من هؤلاء الزبناء التوصل بهذه الرسالة. لم يُرسل شيء.",
        not_uncertain: "صار مصير هذه الرسالة معروفا: لم يعد إرسالها.",
        no_credit: |needed, available| {
            ["الرصيد غير كاف: المطلوب ", &number(needed), "، والمتبقي ", &number(available), ". لم يُرسل شيء."].concat()
        },
        too_many: |seconds| ["محاولات كثيرة. أعد المحاولة بعد ", &SECOND.count(seconds), "."].concat(),
        too_large: "الحجم أكبر من المسموح به. لم يُحفظ شيء.",
        offline: "تعذر الوصول إلى الخادم. تحقق من الاتصال ثم أعد المحاولة.",
        old: "تم تحديث Comptoir أثناء فتح هذه الصفحة. أعد تحميلها ثم ابدأ من جديد.",
        internal: "حدث خطأ في الخادم. أعد المحاولة، وإذا تكرر فأخبر المسؤول التقني.",
        required: "يجب ملء هذه الخانة.",
        too_long: "طويل جدا.",
        too_short: "قصير جدا.",
        password_short: "يجب أن تتكون كلمة المرور من 10 أحرف على الأقل.",
        unreadable: "تعذرت القراءة. تحقق مما كتبته.",
        amount_unreadable: "تعذرت قراءة هذا المبلغ. اكتبه هكذا: 50 أو 120,50.",
        taken: "هذا الاسم مستعمل.",
        past: "فات هذا الوقت: اختر وقتا لاحقا.",
        too_far: "وقت بعيد جدا: 90 يوما على الأكثر.",
        too_many_parts: "النص يتجاوز 10 رسائل. يرجى تقصيره.",
        nobody_ticked: "لم يتم تحديد أي زبون.",
        template: |at| ["خطأ عند الحرف ", &number(at), ": متغير غير معروف أو قوس في غير مكانه."].concat(),
    },
};
