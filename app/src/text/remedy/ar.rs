//! العربية.

use super::super::ar::{CHARACTER, CREDIT};
use super::Remedy;

pub static REMEDY: Remedy = Remedy {
    double: "هذه الحروف تُحسب مرتين:",
    replace: |from, to| ["استبدال «", from, "» بـ «", to, "»"].concat(),
    remove: "إزالة الحروف غير المرئية",
    all: |n| ["استبدال ", &CHARACTER.count(n)].concat(),
    saves: |n| [": يوفر ", &CREDIT.count(n)].concat(),
    respelled: "تتغير الكتابة: أعد قراءة النص.",
    order: "ترتيب المعاينة",
    orders: ["كما في اللائحة", "الأغلى أولا", "الأطول أولا", "القيم الناقصة أولا"],
};
