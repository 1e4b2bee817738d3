//! العربية. Words of Moroccan pharmacies (`زبون`, `نونبر`); numbers in Western digits, as Morocco writes them.

use super::{
    Campaign, Clients, Common, Credits, Errors, History, Nav, Reasons, Send, SignIn, Statuses, Templates, Text, counted,
    number,
};

/// The six forms of a noun (CLDR, plural rules of Arabic): one and two are words of their own, 3-10 take the plural,
/// 11-99 the accusative singular, hundreds and zero the singular.
struct Noun {
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

    fn count(&self, n: u32) -> String {
        if matches!(n, 1 | 2) { self.form(n).to_owned() } else { counted(n, self.form(n)) }
    }
}

const CLIENT: Noun = Noun { one: "زبون واحد", two: "زبونان", few: "زبناء", many: "زبونا", other: "زبون" };
const SMS: Noun = Noun { one: "رسالة واحدة", two: "رسالتان", few: "رسائل", many: "رسالة", other: "رسالة" };
const CREDIT: Noun = Noun { one: "رصيد واحد", two: "رصيدان", few: "أرصدة", many: "رصيدا", other: "رصيد" };
const SECOND: Noun = Noun { one: "ثانية واحدة", two: "ثانيتين", few: "ثوان", many: "ثانية", other: "ثانية" };
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
    send: Send { title: "إرسال مراسلة جماعية" },
    clients: Clients { title: "الزبناء" },
    templates: Templates { title: "النماذج" },
    credits: Credits { title: "رصيد الرسائل" },
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
        too_many_parts: "النص يتجاوز 10 رسائل. يرجى تقصيره.",
        nobody_ticked: "لم يتم تحديد أي زبون.",
        template: |at| ["خطأ عند الحرف ", &number(at), ": متغير غير معروف أو قوس في غير مكانه."].concat(),
    },
};
