//! العربية.

use super::super::ar::{CREDIT, SMS};
use super::super::number;
use super::{Gateway, Repeat, When};

pub const GATEWAY: Gateway = Gateway {
    title: "بوابة الرسائل",
    none: "هذا الخادم لا يسلّم الرسائل: خادم آخر يتكفل بذلك.",
    in_use: "البوابة المستعملة",
    sandbox: "بوابة تجريبية",
    sandbox_says: "لا شيء يغادر هذا الجهاز: الرسائل لا تُرسل فعلا.",
    address: "العنوان",
    health: "الحالة",
    working: "تعمل",
    untried: "لم تُجرَّب بعد",
    connecting: "جارٍ الاتصال",
    paused: "متوقفة مؤقتا",
    next_try: |date, time| ["محاولة جديدة يوم ", date, " على الساعة ", time, "."].concat(),
    last_error: "آخر خطأ",
    no_error: "لا شيء منذ بدء التشغيل.",
    code: |code| ["الرمز ", code, "."].concat(),
    unreachable: "تعذر الاتصال ببوابة الرسائل.",
    timed_out: "لم تجب البوابة في الوقت المحدد.",
    cut: "انقطع الاتصال قبل وصول الجواب.",
    credentials: "البوابة ترفض اسم المستخدم أو كلمة المرور.",
    throttled: "البوابة تطلب التمهل في الإرسال.",
    failing: "البوابة لا تستطيع استلام الرسائل حاليا.",
    unreadable: "جواب البوابة غير مفهوم.",
    figures: "السرعة والانتظار",
    last_minute: "الرسائل المقبولة في الدقيقة الأخيرة",
    rate: "السرعة القصوى",
    a_second: |n| [&SMS.count(n), " في الثانية"].concat(),
    no_rate: "بلا حد",
    to_leave: "الرسائل التي ستُرسل",
    awaited: "إشعارات التسليم المنتظرة",
    unknown_reports: "إشعارات تسليم مجهولة",
    unknown_says: "تخص رسائل لا يعرفها Comptoir.",
    restarted: "أعيد تشغيل البوابة وهي تحمل رسائل: قد يكون بعضها ضاع أو أُرسل مرتين.",
    reports_not_kept: "لا تحتفظ البوابة بإشعارات التسليم: تضيع عند توقفها.",
    unlinked: "البوابة غير متصلة بشركة الاتصالات: ما تأخذه ينتظر عندها.",
    stalled: "هناك رسائل في الانتظار، ولم تقبل البوابة أي رسالة منذ دقيقة.",
};

pub const REPEAT: Repeat = Repeat {
    title: "إعادة إرسال رسالة غير مؤكدة",
    send: "إعادة الإرسال رغم ذلك",
    not: "عدم إعادة الإرسال",
    sent: |who, date, time| ["أرسلها ", who, " يوم ", date, " على الساعة ", time, "."].concat(),
    risk: "لا نعرف هل وصلت هذه الرسالة: ربما وصلت. إذا أعدت إرسالها فقد يتوصل بها الزبون مرتين.",
    costs: |n| ["تكلفة إعادة الإرسال: ", &CREDIT.count(n), "."].concat(),
    left: |n| ["الرصيد المتبقي: ", &number(n), "."].concat(),
    already: "سبقت إعادة إرسال هذه الرسالة.",
    known: "صار مصير هذه الرسالة معروفا. لا شيء يُعاد إرساله.",
};

pub static WHEN: When = When {
    legend: "وقت الإرسال",
    now: "الآن",
    later: "في وقت محدد",
    at: "تاريخ ووقت الإرسال",
    hint: |place| ["بتوقيت الصيدلية (", place, ")."].concat(),
    leaves: |date, time, place| ["ستُرسل يوم ", date, " على الساعة ", time, " (بتوقيت ", place, ")"].concat(),
    casablanca: "الدار البيضاء",
    outside: "لا تُرسل الرسائل إلا في أوقات الإرسال الخاصة بالصيدلية.",
    missing: "اختر تاريخ ووقت الإرسال.",
};
