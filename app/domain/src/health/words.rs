//! The lists: medicines, tests and illnesses as people write them to clients. Folded; entries stand between bars, one of
//! several words has one space between them. One text a language: a table of addresses would weigh more than the words.
//! Words that mean something else as often (`test`, `tension`, `crème`) stand only where others make them clear.

/// All of them.
const LISTS: [&str; 3] = [FRENCH, ARABIC, ENGLISH];

/// Every entry of the lists.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    LISTS.into_iter().flat_map(|list| list.split('|'))
}

/// What Arabic writes together with the word that follows: `and`, `so`, `with`, `for`, `like`, the article, and what comes
/// of them.
pub(super) const WRITTEN_BEFORE: [&str; 20] = [
    "ال", "و", "ف", "ب", "ل", "ك", "وال", "فال", "بال", "كال", "لل", "ولل", "وبال", "وب", "ول", "فب", "فل", "فلل",
    "فبال", "وك",
];

const FRENCH: &str = "\
    addiction|adderall|alcoolisme|allergie|alzheimer|amoxicilline|analyse|anemie|angine|antibiotique|\
    anticoagulant|antidepresseur|antidiabetique|antihypertenseur|anxiete|anxiolytique|arthrite|arthrose|aspirine|\
    asthmatique|asthme|augmentin|autisme|autotest|avc|avortement|bilan sanguin|biopsie|bipolaire|bronchite|\
    cancer|cardiaque|chimiotherapie|cholesterol|chlamydia|coloscopie|comprime|contraceptif|contraception|\
    corticoide|cortisone|covid|cystite|dafalgan|demence|depistage|depression|diabete|diabetique|dialyse|\
    doliprane|drepanocytose|echographie|eczema|efferalgan|endometriose|epilepsie|epileptique|examen medical|\
    fausse couche|fecondation|fertilite|frottis|gelule|glaucome|glucophage|glycemie|gonorrhee|grippe|grossesse|\
    gynecologie|hemorroides|hemophilie|hepatite|herpes|hormones|hypertendu|hypertension|hypothyroidie|ibuprofene|\
    infarctus|infection|infertilite|inhalateur|insomnie|insuffisance renale|insuline|irm|ist|ivg|levothyrox|\
    leucemie|malade|maladie|mammographie|medicament|menopause|menopausee|metformine|methadone|migraine|morphine|\
    mst|mycose|obesite|ordonnance|osteoporose|paracetamol|parkinson|pathologie|pilule|posologie|prise de sang|\
    prostate|psoriasis|psychiatrie|psychiatrique|radiotherapie|resultat d analyse|rhumatisme|schizophrenie|\
    sclerose|seropositif|sevrage|sida|somnifere|steroide|sterilite|syphilis|tension arterielle|test antigenique|\
    test covid|test de grossesse|test pcr|thyroide|traitement|tuberculose|tumeur|vaccin|vaccination|ventoline|\
    vih";

const ARABIC: &str = "\
    دواء|دواوك|دواوكم|ادويه|ادويتك|ادويتكم|علاج|علاجك|علاجكم|وصفه طبيه|وصفتك الطبيه|وصفتكم الطبيه|مرض|امراض|مريض|\
    مرضي|داء|سكري|انسولين|ضغط الدم|ارتفاع الضغط|ربو|سرطان|ورم|علاج كيميايي|اكتياب|قلق نفسي|صرع|باركنسون|الزهايمر|\
    سيدا|ايدز|فيروس نقص المناعه|التهاب|التهاب الكبد|سل|كوفيد|كورونا|زكام|انفلونزا|حساسيه|اكزيما|صدفيه|روماتيزم|\
    غده درقيه|كوليسترول|شقيقه|فقر الدم|حمل|حامل|اجهاض|عقم|منع الحمل|حبوب منع الحمل|مضاد حيوي|مضادات حيويه|\
    باراسيتامول|دوليبران|اسبرين|لقاح|تلقيح|تحليل الدم|تحاليل|فحص|اختبار الحمل";

const ENGLISH: &str = "\
    abortion|allergy|anaemia|anemia|antibiotic|antidepressant|anxiety|arthritis|aspirin|asthma|biopsy|bipolar|\
    birth control|blood pressure|blood test|chemotherapy|contraceptive pill|cortisol|dementia|diabetes|diabetic|\
    dialysis|disease|diagnosis|epilepsy|fertility|flu|flu shot|glucose|heart attack|hepatitis|hiv|aids|hormone|\
    hypertensive|ibuprofen|illness|infertility|inhaler|insomnia|insulin|lab results|leukemia|medication|medicine|\
    menopausal|metformin|miscarriage|mri|obesity|painkiller|pap smear|pill|pregnancy|pregnancy test|pregnant|\
    prescription|rheumatism|schizophrenia|sickness|sleeping pill|std|sti|steroids|stroke|tablets|test results|\
    therapy|thyroid|treatment|tuberculosis|tumor|tumour|vaccine";
