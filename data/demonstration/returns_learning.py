"""What the office and others tell of serious incidents, reviews, allegations, disagreements and restraint."""

import datetime as dt
from collections.abc import Iterator

import polars as pl

from data.demonstration.draws import Draws, later, working_days_later
from data.demonstration.families import GROUPS
from data.demonstration.known_people import BEGIN, END, YEARS, AreaFacts, nhs_number
from data.demonstration.returns import Told
from data.returns.statement import PARTNERSHIP


def learning_returns(draws: Draws, scale: float) -> Iterator[Told]:
    """Serious incidents, what was decided and recommended after them, and allegations."""
    incidents = _incidents(draws, scale)
    yield Told("incidents", "partnership", PARTNERSHIP, incidents.drop("number"))
    reviews = _reviews(incidents, draws)
    yield Told("reviews", "partnership", PARTNERSHIP, reviews)
    recommended = _recommendations(incidents, draws, scale)
    yield Told("learning", "partnership", PARTNERSHIP, recommended, derived={"state": _STATE})
    yield Told("allegations", "social_care", PARTNERSHIP, _allegations(draws, scale))


_INCIDENTS = 12


def _incidents(draws: Draws, scale: float) -> pl.DataFrame:
    days = draws.days(round(_INCIDENTS * scale), BEGIN, END - dt.timedelta(days=20))
    rows = pl.DataFrame({"incident_date": days}).with_row_index("number")
    aware = rows.with_columns(aware_date=later("incident_date", draws.waits(rows, 2.0)))
    waits = draws.code(aware, {"1": 0.2, "3": 0.25, "4": 0.15, "5": 0.2, "7": 0.1, "11": 0.1})
    notified = aware.with_columns(
        notified_date=working_days_later(aware, "aware_date", waits.cast(pl.Int64))
    )
    sent = draws.code(notified, {"9": 0.1, "12": 0.2, "14": 0.2, "15": 0.25, "18": 0.15, "24": 0.1})
    required = draws.under(notified, 0.9)
    return notified.with_columns(required=required).select(
        "number",
        "incident_date",
        "aware_date",
        "notified_date",
        incident=pl.format("SI-{}", pl.col("number") + 2),
        nature=draws.code(notified, {"death": 0.42, "serious_harm": 0.53, "other": 0.05}),
        rapid_review_required="required",
        rapid_review_sent_date=pl.when("required").then(
            working_days_later(notified, "notified_date", sent.cast(pl.Int64))
        ),
    )


def _reviews(incidents: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    sent = incidents.drop_nulls("rapid_review_sent_date")
    decided = sent.with_columns(decision_date=working_days_later(sent, "rapid_review_sent_date", 9))
    rows = decided.filter(pl.col("decision_date") <= END).with_columns(
        started=pl.col("number") % 2 == 0,
        # A criminal trial holds up every third review.
        on_trial=pl.col("number") % 6 == 4,
    )
    length = pl.when("on_trial").then(400).otherwise(draws.whole(rows, 130, 215))
    published = rows.with_columns(
        published_date=pl.when("started").then(later("decision_date", length))
    )
    ahead = pl.duration(days=draws.whole(rows, 8, 15))
    return published.select(
        "decision_date",
        "started",
        "published_date",
        review=pl.format("LR-{}", pl.col("number") + 1),
        rationale_recorded=draws.under(rows, 0.92),
        family_told_date=pl.when(draws.under(rows, 0.88)).then(later("decision_date", 9)),
        delay_notified_date=pl.when(pl.col("started") & pl.col("on_trial")).then(
            later("decision_date", 150)
        ),
        sent_panel_date=pl.col("published_date") - ahead,
        sent_secretary_of_state_date=pl.col("published_date") - ahead,
        practitioners_invited=pl.when("started").then(draws.under(rows, 0.95)),
        family_invited=pl.when("started").then(draws.under(rows, 0.9)),
    )


_THEMES = (
    "Domestic abuse",
    "Neglect",
    "Unseen children",
    "Sharing information",
    "Harm outside the home",
)
_OF_SCRUTINY_A_YEAR = 12
_OF_EACH_RAPID_REVIEW = 4


def _recommendations(incidents: pl.DataFrame, draws: Draws, scale: float) -> pl.DataFrame:
    """Four of each rapid review or the local review after it, a few national ones, and the scrutineer's."""
    sent = incidents.filter(pl.col("rapid_review_sent_date") <= END)
    of_reviews = (
        sent.select(
            made_date="rapid_review_sent_date",
            origin=pl.when(pl.col("number") % 2 == 0)
            .then(pl.lit("local_review"))
            .otherwise(pl.lit("rapid_review")),
            times=pl.int_ranges(0, pl.lit(_OF_EACH_RAPID_REVIEW)),
        )
        .explode("times")
        .drop("times")
    )
    parts = [of_reviews]
    for origin, a_year in (("scrutiny", _OF_SCRUTINY_A_YEAR), ("national", 3)):
        made = draws.events(a_year * len(YEARS) * scale, BEGIN, END, "made_date")
        parts.append(made.select("made_date", origin=pl.lit(origin)))
    rows = pl.concat(parts).sort("made_date").with_row_index("number")
    agencies = {
        "social_care": 0.32,
        "health": 0.24,
        "police": 0.18,
        "education": 0.16,
        "partnership": 0.10,
    }
    due = rows.with_columns(
        response_due_date=later("made_date", 60),
        response_date=pl.when(draws.under(rows, 0.92)).then(
            later("made_date", draws.whole(rows, 20, 75))
        ),
        due_date=later("made_date", draws.whole(rows, 150, 270)),
        answer=draws.code(rows, {"accepted": 0.86, "part": 0.09, "rejected": 0.05}),
        done=draws.under(rows, 0.74),
        shown=draws.under(rows, 0.42),
        accepted=draws.under(rows, 0.85),
    )
    done = pl.col("done") & (pl.col("answer") != "rejected")
    implemented = due.with_columns(
        implemented_date=pl.when(done).then(later("due_date", draws.whole(rows, -60, 45)))
    ).with_columns(
        impact_evidenced_date=pl.when("shown").then(
            later("implemented_date", draws.whole(rows, 40, 160))
        )
    )
    return implemented.select(
        "made_date",
        "origin",
        "response_due_date",
        "response_date",
        "due_date",
        "implemented_date",
        "impact_evidenced_date",
        "answer",
        recommendation=pl.format("RR-{}", pl.col("number") + 11),
        agency=draws.code(rows, agencies),
        theme=draws.code(rows, dict.fromkeys(_THEMES, 1.0)),
        closed_date=pl.when((pl.col("origin") == "scrutiny") & pl.col("accepted")).then(
            later("impact_evidenced_date", 30)
        ),
    )


_STATE = (
    pl.when(pl.col("closed_date").is_not_null())
    .then(pl.lit("closed"))
    .when(pl.col("impact_evidenced_date").is_not_null())
    .then(pl.lit("evidence_offered"))
    .when(pl.col("response_date").is_null())
    .then(pl.lit("proposed"))
    .when((pl.col("answer") == "accepted") & pl.col("implemented_date").is_not_null())
    .then(pl.lit("in_progress"))
    .otherwise("answer")
)
"""What a recommendation has come to, as far as is known on a day."""

_ALLEGATIONS_A_YEAR = 265
_SECTORS = {
    "education": 0.34, "early_years": 0.10, "foster_care": 0.12, "residential": 0.12, "health": 0.08,
    "sport": 0.06, "transport": 0.05, "faith": 0.04, "voluntary": 0.04, "police": 0.02, "other": 0.03,
}  # fmt: skip
_TOLD_AFTER = {"0": 0.45, "1": 0.35, "2": 0.09, "4": 0.06, "10": 0.05}


def _allegations(draws: Draws, scale: float) -> pl.DataFrame:
    rows = draws.events(_ALLEGATIONS_A_YEAR * len(YEARS) * scale, BEGIN, END, "employer_aware_date")
    waits = draws.code(rows, _TOLD_AFTER).cast(pl.Int64)
    to_police = draws.under(rows, 0.18)
    known = draws.under(rows, 0.96)
    return (
        rows.with_columns(informed_date=working_days_later(rows, "employer_aware_date", waits))
        .select(
            "informed_date",
            allegation=pl.format("A-{}", pl.col("number") + 77),
            sector=draws.code(rows, _SECTORS),
            employer_aware_date=pl.when(known).then("employer_aware_date"),
            police_told_date=pl.when(to_police).then("employer_aware_date"),
            officer_told_first=draws.under(rows, 0.05),
        )
        .filter(pl.col("informed_date") <= END)
    )


_ESCALATIONS_A_YEAR = {"990": 58, "991": 36}


def escalations(area: AreaFacts) -> Told:
    """Disagreements between practitioners: half of them raised by schools."""
    draws = area.draws(71)
    usual = area.count(_ESCALATIONS_A_YEAR[area.code]) * len(YEARS)
    rows = draws.events(usual, BEGIN, END, "raised_date")
    raised = rows.with_columns(
        raised_by=draws.code(
            rows, {"education": 0.48, "health": 0.27, "social_care": 0.15, "police": 0.10}
        ),
        stage=draws.code(rows, {"1": 0.70, "2": 0.22, "3": 0.08}).cast(pl.Int64),
    )
    sectors = {"primary": 0.5, "secondary": 0.36, "special": 0.07, "early_years": 0.07}
    against = {"social_care": 0.82, "police": 0.10, "health": 0.08}
    days = draws.waits(rows, 9.0) * pl.col("stage") + 1
    told = raised.select(
        "raised_date",
        "raised_by",
        "stage",
        escalation=pl.format("E-{}-{}", pl.lit(area.code), pl.col("number") + 4),
        sector=pl.when(pl.col("raised_by") == "education").then(draws.code(rows, sectors)),
        against=pl.when(pl.col("raised_by") == "social_care")
        .then(pl.lit("police"))
        .otherwise(draws.code(rows, against)),
        resolved_date=pl.when(draws.under(rows, 0.93)).then(later("raised_date", days)),
    )
    return Told("escalations", "partnership", area.code, told)


ESTABLISHMENT = "Northmere House"
_LIVING_THERE = 24
_RESTRAINTS_A_MONTH = 13
_NUMBERED_FROM = 3_000_000


def establishment_returns(area: AreaFacts) -> Iterator[Told]:
    """A secure establishment's children month by month, and the restraints of them."""
    draws = area.draws(72)
    first = pl.select(month=pl.date_range(BEGIN, END, "1mo"))
    usual = max(round(area.count(_LIVING_THERE)), 3)
    living = first.with_columns(children_at_start=usual + draws.whole(first, -2, 2))
    months = living.with_columns(
        children_at_end=pl.col("children_at_start").shift(-1).fill_null(usual),
        establishment=pl.lit(ESTABLISHMENT),
    )
    yield Told("establishment_months", "establishment", area.code, months)
    count = area.count(_RESTRAINTS_A_MONTH) * first.height
    rows = draws.events(count, BEGIN, END, "incident_date")
    # Children stay some months: those of one quarter are not those of another.
    who = draws.whole(rows, 0, usual - 1) + usual * (pl.col("incident_date").dt.quarter() - 1)
    groups = dict(zip(GROUPS, ("WBRI", "MWBC", "APKN", "BCRB", "OOTH"), strict=True))
    restrained = rows.with_columns(who=who.cast(pl.Int64)).with_columns(
        group=(pl.col("who") % 9).replace_strict(
            {1: "black", 4: "black", 7: "mixed", 5: "asian"}, default="white"
        )
    )
    yield Told(
        "restraints",
        "establishment",
        area.code,
        restrained.select(
            "incident_date",
            incident=pl.format("RS-{}", pl.col("number") + 5),
            nhs_number=nhs_number(pl.col("who") + _NUMBERED_FROM),
            establishment=pl.lit(ESTABLISHMENT),
            reason=draws.code(
                rows,
                {"harm_to_others": 0.55, "harm_to_self": 0.29, "good_order": 0.10, "damage": 0.06},
            ),
            technique=draws.code(rows, {"not_pain_inducing": 0.96, "pain_inducing": 0.04}),
            sex=pl.when(pl.col("who") % 7 == 0).then(pl.lit("F")).otherwise(pl.lit("M")),
            ethnicity=pl.col("group").replace_strict(groups, return_dtype=pl.String),
            sen=pl.when(pl.col("who") % 3 == 0).then(pl.lit("plan")).otherwise(pl.lit("support")),
        ),
    )
