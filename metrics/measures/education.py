"""Education: do children with a social worker go to school?"""

import polars as pl

from metrics.measure import (
    Amount,
    Characteristic,
    Duration,
    Measure,
    Proportion,
    Ratio,
    WorkingTogether,
)

_OF_A_PUPIL: tuple[Characteristic, ...] = (
    "social_care_status",
    "phase",
    "sen",
    "free_school_meals",
    "sex",
    "ethnicity",
)
_STATUS = (
    "Social care status is that of 31 March of the school year, unless agreed otherwise. Pupils who "
    "match no child of the authority stand apart."
)
_ATTENDANCE = (
    "attendance.possible",
    "attendance.authorised",
    "attendance.unauthorised",
)
_ABSENCE = WorkingTogether(2023, paragraphs=("29", "125", "128", "129", "177", "182"))
_EXCLUDED = WorkingTogether(2023, paragraphs=("79", "124", "128"))
_SUSPENSIONS = ("suspensions.start_date", "suspensions.kind", "pupils.census_date")
_PERMANENT = (*_SUSPENSIONS, "suspensions.status")
_BY_SEX_AND_SEN: tuple[Characteristic, ...] = ("sex", "sen")
_BY_STATUS: tuple[Characteristic, ...] = ("social_care_status", "sex", "ethnicity")
_BY_NOTHING: tuple[Characteristic, ...] = ()
_IN_NEED = ("looked_after", "on_a_plan", "in_need")
_IN_ENROLMENTS = "We count pupils; the Department for Education counts enrolments."

MEASURES: tuple[Measure, ...] = (
    Ratio(
        id="sessions_missed",
        catalogue="EDC-01",
        theme="education",
        title="Sessions of school missed",
        question="How much school do children miss?",
        definition=(
            "Half days of school that pupils missed in the school year, with leave or without, as a "
            "share of the half days on which they could attend. A pupil counts at the main school "
            "only, where that is known. " + _STATUS
        ),
        why_it_matters="School keeps children safe, and absence is often the first sign of harm.",
        source=_ABSENCE,
        of="children",
        rows="attendance_years",
        counted_on="counted_day",
        needs=_ATTENDANCE,
        better="lower",
        unit="percent",
        breakdowns=_OF_A_PUPIL,
        comparator="absence",
        conventions=("education_status_on", "open_on_its_last_day"),
        yearly=True,
        academic=True,
        caution="Pupils with more sessions missed than there were are left out.",
        eligible=~pl.col("impossible"),
        amounts=True,
        top=pl.col("absent"),
        bottom=pl.col("possible"),
    ),
    Ratio(
        id="sessions_missed_for_part_time_timetables",
        catalogue="EDC-01",
        theme="education",
        title="Sessions missed because of a part-time timetable",
        question="And how much of it because the timetable is part time?",
        definition=(
            "Half days that pupils missed in the school year because their timetable is part time "
            "(code C2), as a share of the half days on which they could attend. They are among the "
            "sessions missed."
        ),
        why_it_matters="These children are kept from school by an arrangement, and not by choice.",
        source=_ABSENCE,
        of="children",
        rows="attendance_years",
        counted_on="counted_day",
        needs=(*_ATTENDANCE, "attendance.part_time"),
        better="lower",
        unit="percent",
        breakdowns=("social_care_status",),
        conventions=("education_status_on", "open_on_its_last_day"),
        yearly=True,
        academic=True,
        eligible=~pl.col("impossible"),
        amounts=True,
        top=pl.col("part_time"),
        bottom=pl.col("possible"),
    ),
    Proportion(
        id="pupils_persistently_absent",
        catalogue="EDC-02",
        theme="education",
        title="Pupils persistently absent",
        question="How many miss a tenth of school or more?",
        definition=(
            "Pupils who missed 10% or more of the half days on which they could attend, all terms of "
            "the school year added up, as a share of pupils who could attend at all. A pupil "
            "counts once, at the main school only, where that is known. " + _STATUS
        ),
        why_it_matters="A child who misses a tenth of school needs somebody to ask why.",
        source=WorkingTogether(2023, paragraphs=("29", "129", "177")),
        of="children",
        rows="attendance_years",
        counted_on="counted_day",
        needs=_ATTENDANCE,
        better="lower",
        unit="percent",
        breakdowns=_OF_A_PUPIL,
        comparator="persistent_absence",
        conventions=("education_status_on", "open_on_its_last_day"),
        yearly=True,
        academic=True,
        core=True,
        caution=_IN_ENROLMENTS,
        unknown=pl.col("impossible"),
        met=pl.col("absent") * 10 >= pl.col("possible"),
    ),
    Proportion(
        id="pupils_severely_absent",
        catalogue="EDC-03",
        theme="education",
        title="Pupils severely absent",
        question="How many miss half of school or more?",
        definition=(
            "Pupils who missed half or more of the half days on which they could attend, all terms "
            "of the school year added up, as a share of pupils who could attend at all. A pupil "
            "counts once, at the main school only, where that is known. " + _STATUS
        ),
        why_it_matters="They are out of school more than in it, and each should be known by name.",
        source=WorkingTogether(2023, paragraphs=("29", "125", "177")),
        of="children",
        rows="attendance_years",
        counted_on="counted_day",
        needs=_ATTENDANCE,
        better="lower",
        unit="percent",
        breakdowns=("social_care_status", "phase", "sen", "sex", "ethnicity"),
        comparator="severe_absence",
        conventions=("education_status_on", "open_on_its_last_day"),
        yearly=True,
        academic=True,
        core=True,
        within="pupils_persistently_absent",
        caution=_IN_ENROLMENTS,
        unknown=pl.col("impossible"),
        met=pl.col("absent") * 2 >= pl.col("possible"),
    ),
    Ratio(
        id="suspensions_per_100_pupils",
        catalogue="EDC-04",
        theme="education",
        title="Suspensions",
        question="How often are children suspended from school?",
        definition=(
            "Suspensions that began in the school year, at lunchtime too, for every 100 pupils on "
            "roll at the January census, or the census nearest to it. Those withdrawn are left out. "
            + _STATUS
        ),
        why_it_matters="A suspended child is out of sight on the days when risk may be greatest.",
        source=WorkingTogether(2023, paragraphs=("79", "128")),
        of="children",
        rows="pupils_and_suspensions",
        counted_on="census_date",
        needs=_SUSPENSIONS,
        better="lower",
        unit="per_100",
        breakdowns=("social_care_status", "phase", "sen", "sex", "ethnicity"),
        comparator="suspensions",
        conventions=("education_status_on", "open_on_its_last_day"),
        yearly=True,
        academic=True,
        core=True,
        caution="One pupil may be suspended many times.",
        top=pl.col("suspensions"),
        bottom=pl.col("on_roll"),
    ),
    Proportion(
        id="pupils_suspended",
        catalogue="EDC-04",
        theme="education",
        title="Pupils suspended at least once",
        question="How many children were suspended?",
        definition=(
            "Pupils on roll at the January census, or the census nearest to it, who were suspended "
            "here once or more in that school year, as a share of all pupils on roll then. "
            + _STATUS
        ),
        why_it_matters="It tells whether many children are suspended, or a few of them often.",
        source=WorkingTogether(2023, paragraphs=("79", "128")),
        of="children",
        rows="pupils_and_suspensions",
        counted_on="census_date",
        needs=_SUSPENSIONS,
        better="lower",
        unit="percent",
        breakdowns=("social_care_status", "phase", "sen", "sex", "ethnicity"),
        comparator="pupils_suspended",
        conventions=("education_status_on", "open_on_its_last_day"),
        yearly=True,
        academic=True,
        caution=f"{_IN_ENROLMENTS} It also counts pupils who were not on roll that day.",
        eligible=pl.col("on_roll") == 1,
        met=pl.col("suspensions") > 0,
    ),
    Ratio(
        id="permanent_exclusions_per_100_pupils",
        catalogue="EDC-05",
        theme="education",
        title="Permanent exclusions",
        question="How often are children excluded from school for good?",
        definition=(
            "Permanent exclusions that began in the school year, upheld or not yet confirmed, for "
            "every 100 pupils on roll at the January census, or the census nearest to it. Those "
            "withdrawn by the governors are left out. " + _STATUS
        ),
        why_it_matters="Children who lose their school are easier to exploit and harder to see.",
        source=_EXCLUDED,
        of="children",
        rows="pupils_and_suspensions",
        counted_on="census_date",
        needs=_PERMANENT,
        better="lower",
        unit="per_100",
        breakdowns=("social_care_status", "sen", "sex", "ethnicity"),
        comparator="permanent_exclusions",
        conventions=("education_status_on", "open_on_its_last_day"),
        yearly=True,
        academic=True,
        core=True,
        caution="The newest may still be withdrawn: see those not yet confirmed.",
        top=pl.col("exclusions"),
        bottom=pl.col("on_roll"),
    ),
    Proportion(
        id="pupils_permanently_excluded",
        catalogue="EDC-05",
        theme="education",
        title="Pupils permanently excluded",
        question="How many children were excluded for good?",
        definition=(
            "Pupils on roll at the January census, or the census nearest to it, with a permanent "
            "exclusion in that school year that was not withdrawn, as a share of all pupils on roll "
            "then. " + _STATUS
        ),
        why_it_matters="It tells which children lose their school.",
        source=_EXCLUDED,
        of="children",
        rows="pupils_and_suspensions",
        counted_on="census_date",
        needs=_PERMANENT,
        better="lower",
        unit="percent",
        breakdowns=("social_care_status",),
        conventions=("education_status_on", "open_on_its_last_day"),
        yearly=True,
        academic=True,
        caution="Pupils excluded before the census day are no longer on roll and are not in it.",
        eligible=pl.col("on_roll") == 1,
        met=pl.col("exclusions") > 0,
    ),
    Proportion(
        id="permanent_exclusions_not_yet_confirmed",
        catalogue="EDC-05",
        theme="education",
        title="Permanent exclusions not yet confirmed",
        question="How many of them may still be withdrawn?",
        definition=(
            "Permanent exclusions that began in the school year and that the governors have not yet "
            "confirmed, as a share of those not withdrawn."
        ),
        why_it_matters="It says how much the newest figures may still change.",
        source=_EXCLUDED,
        of="children",
        rows="permanent_exclusions",
        counted_on="start_date",
        needs=("suspensions.start_date", "suspensions.kind", "suspensions.status"),
        better="context",
        unit="percent",
        breakdowns=(),
        yearly=True,
        academic=True,
        unknown=pl.col("status").is_null(),
        met=pl.col("status") == "pending",
    ),
    Ratio(
        id="children_missing_education_per_1000_pupils",
        catalogue="EDC-06",
        theme="education",
        title="Children missing education",
        question="Whom do we not know to be in education?",
        definition=(
            "Children who were missing education on the day of the January census, or of the census "
            "nearest to it, for every 1,000 pupils on roll here that day."
        ),
        why_it_matters="Nobody sees these children every day, as a school would.",
        source=WorkingTogether(2023, paragraphs=("30", "125", "130")),
        of="children",
        rows="missing_education",
        counted_on="census_date",
        needs=(
            "out_of_school_spells.start_date",
            "out_of_school_spells.end_date",
            "pupils.census_date",
        ),
        better="lower",
        unit="per_1000",
        breakdowns=("age_band", "sex", "ethnicity"),
        conventions=("open_on_its_last_day",),
        yearly=True,
        academic=True,
        core=True,
        caution="It also rises when more of these children are found.",
        top=pl.col("missing"),
        bottom=pl.col("on_roll"),
    ),
    Amount(
        id="children_educated_at_home",
        catalogue="EDC-07",
        theme="education",
        title="Children educated at home",
        question="How many children are educated at home?",
        definition=(
            "Children who were educated at home on the day of the January census, or of the census "
            "nearest to it. Children who were missing education that day are not among them."
        ),
        why_it_matters="Parents have this right, and agencies must still share what they know.",
        source=WorkingTogether(2023, paragraphs=("130",)),
        of="children",
        rows="educated_at_home",
        counted_on="census_date",
        needs=(
            "out_of_school_spells.start_date",
            "out_of_school_spells.end_date",
            "pupils.census_date",
        ),
        better="context",
        unit="count",
        breakdowns=("age_band", "sex"),
        conventions=("open_on_its_last_day",),
        yearly=True,
        academic=True,
        core=True,
    ),
    Proportion(
        id="educated_at_home_and_in_need",
        catalogue="EDC-07",
        theme="education",
        title="Children educated at home who are in need or on a plan",
        question="Of children educated at home, how many does social care work with?",
        definition=(
            "Children educated at home on the census day who had an open episode of need, had a "
            "protection plan or were looked after that day, as a share of those who match a child of "
            "the authority. Of those who match none it is not known, and they are counted beside it."
        ),
        why_it_matters="For these children the partners must know whom they see, and when.",
        source=WorkingTogether(2023, paragraphs=("130",)),
        of="children",
        rows="educated_at_home",
        counted_on="census_date",
        needs=(
            "out_of_school_spells.start_date",
            "out_of_school_spells.end_date",
            "pupils.census_date",
            "referrals.closure_date",
            "plans.end_date",
        ),
        better="context",
        unit="percent",
        breakdowns=(),
        conventions=("open_on_its_last_day",),
        yearly=True,
        academic=True,
        caution="Most children educated at home match no child of the authority.",
        unknown=~pl.col("matched"),
        met=pl.col("social_care_status").is_in(_IN_NEED),
    ),
    Duration(
        id="days_from_off_roll_to_found",
        catalogue="EDC-08",
        theme="education",
        title="Days from being taken off roll to being found",
        question="How long is a child without a school?",
        definition=(
            "Days from being taken off a school's roll to being in education again, of children "
            "missing education who were found in the period. Those still missing are not in it, and "
            "are counted in a line of their own."
        ),
        why_it_matters="Each day without a school is a day on which nobody may notice harm.",
        source=WorkingTogether(2023, paragraphs=("130",)),
        of="children",
        rows="off_roll",
        counted_on="end_date",
        needs=("out_of_school_spells.end_date", "out_of_school_spells.off_roll_date"),
        better="lower",
        unit="days",
        breakdowns=(),
        caution="Read it beside those still missing: who waits longest is not in it yet.",
        took=pl.col("days"),
    ),
    Amount(
        id="children_off_roll_still_missing",
        catalogue="EDC-08",
        theme="education",
        title="Children taken off roll who are still missing education",
        question="And how many have not been found?",
        definition=(
            "Children taken off a school's roll in the period who were missing education and have "
            "not been found since."
        ),
        why_it_matters="They are the ones whose wait is not over.",
        source=WorkingTogether(2023, paragraphs=("130",)),
        of="children",
        rows="off_roll",
        counted_on="off_roll_date",
        needs=("out_of_school_spells.end_date", "out_of_school_spells.off_roll_date"),
        better="lower",
        unit="count",
        breakdowns=(),
        eligible=pl.col("end_date").is_null(),
    ),
    *(
        Proportion(
            id=name,
            catalogue="EDC-09",
            theme="education",
            title=title,
            question=question,
            definition=(
                "Of the young people of 16 and 17 told of in December, January and February, those "
                f"{what}, as a share of those whose activity was told. Each month of a young person "
                "counts, so that it is the average of the three months."
            ),
            why_it_matters="After 16 it is easy to lose sight of a young person.",
            source=WorkingTogether(2023, paragraphs=("126", "127")),
            of="children",
            rows="activity_months",
            counted_on="month",
            needs=("activity_16_17.status",),
            better="lower",
            unit="percent",
            breakdowns=breakdowns,
            comparator=comparator,
            yearly=True,
            academic=True,
            core=core,
            within=within,
            caution="The counts are of months of young people, and not of young people.",
            unknown=pl.col("status").is_null(),
            met=pl.col("status").is_in(statuses),
        )
        for name, title, question, what, statuses, comparator, breakdowns, core, within in (
            (
                "young_people_without_education_or_not_known",
                "Young people of 16 and 17 not in education, or not known",
                "Are young people of 16 and 17 in education or training, or do we not know?",
                "who were in neither education, employment nor training or whose activity was not known",
                ("neet", "not_known"),
                "neet_or_not_known",
                _BY_SEX_AND_SEN,
                True,
                None,
            ),
            (
                "young_people_without_education",
                "Young people of 16 and 17 in neither education nor training",
                "How many are in neither education, employment nor training?",
                "who were in neither education, employment nor training",
                ("neet",),
                "neet",
                _BY_NOTHING,
                False,
                "young_people_without_education_or_not_known",
            ),
            (
                "young_people_not_known",
                "Young people of 16 and 17 whose activity is not known",
                "Of how many do we not know what they do?",
                "whose activity was not known",
                ("not_known",),
                "activity_not_known",
                _BY_NOTHING,
                False,
                "young_people_without_education_or_not_known",
            ),
        )
    ),
    Proportion(
        id="young_people_with_a_september_offer",
        catalogue="EDC-10",
        theme="education",
        title="Young people with an offer by the end of September",
        question="Did every young person of 16 and 17 get an offer?",
        definition=(
            "Young people of 16 and 17 told of in September who had a suitable offer of a place in "
            "education or training by the end of that month (the September guarantee), as a share of "
            "all of them. No offer recorded counts as none."
        ),
        why_it_matters="It is the last chance to keep a young person in education.",
        source=WorkingTogether(2023, paragraphs=("126",)),
        of="children",
        rows="september_offers",
        counted_on="month",
        needs=("activity_16_17.offer_date",),
        better="higher",
        unit="percent",
        breakdowns=("sex", "ethnicity", "sen"),
        comparator="september_offers",
        yearly=True,
        academic=True,
        met=pl.col("offered"),
    ),
    Proportion(
        id="pupils_on_part_time_timetables",
        catalogue="EDC-11",
        theme="education",
        title="Pupils on a part-time timetable",
        question="Who is on a part-time timetable?",
        definition=(
            "Pupils on a part-time timetable on the day of the January census, or of the census "
            "nearest to it, as a share of pupils on roll that day. " + _STATUS
        ),
        why_it_matters="A part-time timetable leaves a child without school for half of the week.",
        source=WorkingTogether(2023, paragraphs=("125", "128")),
        of="children",
        rows="pupils_on_roll",
        counted_on="census_date",
        needs=("pupils.census_date", "pupils.part_time_from"),
        better="lower",
        unit="percent",
        breakdowns=("social_care_status", "phase", "sen", "sex"),
        conventions=("education_status_on", "open_on_its_last_day"),
        yearly=True,
        academic=True,
        caution="Schools tell of part-time timetables by choice.",
        met=pl.col("part_time_days").is_not_null(),
    ),
    Proportion(
        id="pupils_on_long_part_time_timetables",
        catalogue="EDC-11",
        theme="education",
        title="Pupils on a part-time timetable for more than six weeks",
        question="And for how many has it become lasting?",
        definition=(
            "Pupils who had been on a part-time timetable for more than six weeks on the census day, "
            "as a share of pupils on roll that day."
        ),
        why_it_matters="Such a timetable is meant to be short.",
        source=WorkingTogether(2023, paragraphs=("125", "128")),
        of="children",
        rows="pupils_on_roll",
        counted_on="census_date",
        needs=("pupils.census_date", "pupils.part_time_from"),
        better="lower",
        unit="percent",
        breakdowns=(),
        conventions=("part_time_weeks",),
        yearly=True,
        academic=True,
        within="pupils_on_part_time_timetables",
        met=pl.col("long_part_time"),
    ),
    *(
        Proportion(
            id=name,
            catalogue="EDC-13",
            theme="education",
            title=title,
            question=question,
            definition=(
                "Pupils on roll at the January census who were in need, on a protection plan or "
                f"looked after on 31 March of that school year and had {what}, as a share of all "
                "such pupils. Children who match no pupil are not in it."
            ),
            why_it_matters="These children need their school and their social worker to plan together.",
            source=WorkingTogether(2023, paragraphs=("124", "142")),
            of="children",
            rows="pupils_on_roll",
            counted_on="census_date",
            needs=(
                "pupils.census_date",
                "pupils.sen",
                "referrals.closure_date",
                "plans.end_date",
            ),
            better="context",
            unit="percent",
            breakdowns=breakdowns,
            conventions=("education_status_on", "open_on_its_last_day"),
            yearly=True,
            academic=True,
            within=within,
            eligible=pl.col("status_told") & pl.col("social_care_status").is_in(_IN_NEED),
            unknown=pl.col("sen") == "not_recorded",
            met=pl.col("sen").is_in(levels),
        )
        for name, title, question, what, levels, breakdowns, within in (
            (
                "children_with_special_educational_needs",
                "Children with a social worker who have special educational needs",
                "How many children with a social worker have special educational needs?",
                "special educational needs: support at school, or an education, health and care plan",
                ("support", "plan"),
                _BY_STATUS,
                None,
            ),
            (
                "children_with_an_education_health_and_care_plan",
                "Children with a social worker who have an education, health and care plan",
                "And how many have an education, health and care plan?",
                "an education, health and care plan",
                ("plan",),
                _BY_NOTHING,
                "children_with_special_educational_needs",
            ),
        )
    ),
)
