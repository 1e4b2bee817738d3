//! العربية.

use super::Consent;

pub static CONSENT: Consent = Consent {
    title: "ما يريد الزبون التوصل به",
    consents: "يوافق على العروض الترويجية",
    does_not: "لم يوافق على العروض الترويجية",
    receives: "يتوصل برسائل الصيدلية",
    stopped: "لا يريد التوصل بالرسائل",
    give: "تسجيل موافقته",
    withdraw: "سحب موافقته",
    stop: "إيقاف الرسائل",
    resume: "يريد التوصل بالرسائل من جديد",
    at_counter: |who, date, time| ["قاله في الصيدلية، وسجله ", who, " يوم ", date, " على ", time, "."].concat(),
    by_sms: |date, time| ["قاله برسالة يوم ", date, " على ", time, "."].concat(),
    noted: |date, time| ["سُجل يوم ", date, " على ", time, "."].concat(),
    moved: "تغيّر هذا في هذه الأثناء: لم يُسجل أي شيء. اسأل الزبون ثم أعد المحاولة.",
    badge: "يوافق على العروض",
};
