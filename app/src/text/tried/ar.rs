//! العربية.

use super::super::ar::SMS;
use super::Tried;

pub static TRIED: Tried = Tried {
    watching: |n| {
        ["تنطلق أولا ", &SMS.count(n), " وحدها. تتبعها الأخرى بمجرد وصولها، أو بعد عشر دقائق دون خبر سيئ."].concat()
    },
    stopped: |date, time| {
        [
            "توقف تلقائيا يوم ",
            date,
            " على الساعة ",
            time,
            ": لم تصل إحدى الرسائل الأولى، ولم تنطلق الأخرى. تحققوا من النص والرقم قبل الاستئناف.",
        ]
        .concat()
    },
    let_go: "إطلاق الأخرى",
    test: "تجربة",
    of: |who| ["لرسالة ", who].concat(),
};
