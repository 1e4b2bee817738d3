//! العربية.

use super::Editing;

pub static EDITING: Editing = Editing {
    undo: "تراجع",
    redo: "إعادة",
    newer: |who, date, time| {
        ["تم تعديل هذا النموذج في هذه الأثناء من طرف ", who, "، يوم ", date, " على الساعة ", time, "."].concat()
    },
    newer_by_nobody: |date, time| {
        ["تم تعديل هذا النموذج في هذه الأثناء، يوم ", date, " على الساعة ", time, "."].concat()
    },
    nothing_lost: "لم يُسجَّل أي شيء ولم يُفقد أي شيء. قارن النسختين ثم اختر.",
    theirs: "النسخة المسجلة",
    mine: "نسختك",
    take_theirs: "أخذ النسخة المسجلة",
    save_mine: "تسجيل نسختي فوقها",
    no_text: "لا يوجد نص",
};
