"""From a format's text columns to our tables, event by event.

Dates of birth come in here and do not go out: each event takes the child's age on its day, and of the birth
date only the month is kept.
"""

from typing import Final

import polars as pl

from data import checks, database_events
from data.pseudonyms import pseudonyms
from data.reading import Reading

ENOUGH_PLANS_TO_EXPECT_A_FIRST: Final = 5

_FACTS: Final = (
    "upn",
    "nhs_number",
    "family",
    "birth_date",
    "expected_birth_date",
    "death_date",
    "sex",
    "ethnicity",
    "disabilities",
    "locality",
    "deprivation_quintile",
)
"""What is known of a child, whichever of its rows says it."""


def age_in_years(birth: pl.Expr, expected: pl.Expr, on: pl.Expr) -> pl.Expr:
    """Whole years of age on a day; -1 before birth; null where it is not known whether the child is born.

    Who is born on 29 February is a year older on 1 March of other years.
    """
    # A month is one byte to Polars, and a hundred months would not fit into it.
    day_of_year = [
        day.dt.month().cast(pl.Int32) * 100 + day.dt.day().cast(pl.Int32) for day in (on, birth)
    ]
    birthday_to_come = day_of_year[0] < day_of_year[1]
    return (
        pl.when(on < birth)
        .then(-1)
        .when(birth.is_not_null())
        .then(on.dt.year() - birth.dt.year() - birthday_to_come.cast(pl.Int32))
        .when(on <= expected)
        .then(-1)
        .cast(pl.Int16)
    )


def read_events(reading: Reading) -> None:
    """Fill `reading.tables` with every table that the file holds, noting faults on the way."""
    people = reading.people = _people(reading)
    referrals = _referrals(reading, people)
    visits = _visits(reading, people)
    _assessments(reading, people, referrals, visits)
    own = _conferences_of_their_own(reading, people, referrals)
    enquiries = _enquiries(reading, people, referrals, own)
    _conferences(reading, referrals, enquiries, own)
    _plans_and_reviews(reading, people, referrals, own)
    _need_plans(reading, people)
    _contacts(reading, people)
    _looked_after_periods(reading, people)
    _early_help_episodes(reading, people)
    _missing_episodes(reading, people)


def _people(reading: Reading) -> pl.DataFrame:
    """Every raw row of children in the file's order: its child's pseudonym, and the facts of all its rows."""
    raw = reading.raw.tables["children"].with_row_index("child_row")
    typed = reading.typed("children", raw)
    checks.of_people(reading, typed)
    named = typed.with_columns(
        child=pseudonyms(typed["child"], reading.key, "child", reading.area),
        # National numbers: a child has the same one in every area and with every partner.
        upn=pseudonyms(typed["upn"], reading.key, "upn", ""),
        nhs_number=pseudonyms(typed["nhs_number"], reading.key, "nhs_number", ""),
        family=pseudonyms(typed["family"], reading.key, "family", reading.area),
        sex=pl.coalesce("sex", "gender"),
    )
    known = named.filter(pl.col("child").is_not_null())
    children = known.unique("child", keep="first", maintain_order=True)
    if children.height < known.height:
        children = known.group_by("child", maintain_order=True).agg(
            pl.col(*_FACTS).first(ignore_nulls=True)
        )
        checks.facts_that_differ(reading, known, children)
        named = named.select(pl.exclude(_FACTS)).join(
            children.select("child", *_FACTS), on="child", how="left", maintain_order="left"
        )
    reading.keep(
        "children",
        children.with_columns(
            birth_month=pl.col("birth_date").dt.month_start(),
            expected_birth_month=pl.col("expected_birth_date").dt.month_start(),
            disabled=pl.col("disabilities"),
        ),
    )
    return named


def _numbered(reading: Reading, table: str) -> pl.DataFrame:
    """A raw table, empty where the file has none, with the number of each row and of its child's row."""
    raw = reading.raw.tables
    frame = raw.get(table, pl.DataFrame(schema={"child_row": pl.UInt32, "position": pl.UInt32}))
    if "plan_row" in frame.columns and "child_row" not in frame.columns:
        above = "referral_row" if "referral_row" in raw["plans"].columns else "child_row"
        frame = frame.with_columns(raw["plans"][above].gather(frame["plan_row"]))
    if "child_row" not in frame.columns:
        frame = frame.with_columns(raw["referrals"]["child_row"].gather(frame["referral_row"]))
    own = {
        "referrals": "referral_row",
        "section_47_enquiries": "enquiry_row",
        "conferences": "conference_row",
        "plans": "plan_row",
    }.get(table)
    return frame.with_row_index(own) if own else frame


def _events(reading: Reading, people: pl.DataFrame, table: str, date: str) -> pl.DataFrame:
    """A table's rows typed, each with its child's pseudonym, birth dates, and age on its date.

    Rows of no child, and rows without the date they are known by, are noted and left out.
    """
    frame = reading.typed(table, _numbered(reading, table))
    typed = frame.with_columns(
        people[column].gather(frame["child_row"])
        for column in ("child", "birth_date", "expected_birth_date")
    )
    of_nobody = pl.col("child").is_null()
    undated = ~of_nobody & pl.col(date).is_null()
    if reading.raw.style == "census":
        # A row of a list is the child's own row, and refused already.
        reading.fault(typed.filter(of_nobody), "row_of_refused_child", table, date, refused=True)
    reading.fault(typed.filter(undated), "key_date_missing", table, date, refused=True)
    kept = typed.filter(~of_nobody & ~undated).with_columns(
        age_years=age_in_years(pl.col("birth_date"), pl.col("expected_birth_date"), pl.col(date))
    )
    checks.of_events(reading, table, date, kept)
    return kept


def _of_referral(events: pl.DataFrame, referrals: pl.DataFrame) -> pl.DataFrame:
    """Events with the id and date of the referral they hang below; null where the file has no such link."""
    if "referral_row" not in events.columns:
        return events.with_columns(
            referral=pl.lit(None, pl.String), referral_date=pl.lit(None, pl.Date)
        )
    return events.join(
        referrals.select("referral_row", "referral", "referral_date"),
        on="referral_row",
        how="left",
        maintain_order="left",
    )


def _referrals(reading: Reading, people: pl.DataFrame) -> pl.DataFrame:
    """Referrals, each row of the file with its number, so that what hangs below a copy finds it too."""
    kept = _events(reading, people, "referrals", "referral_date")
    kept = kept.with_columns(reading.named(kept, "referral", "referral_date"))
    once = reading.once("referrals", "referral_date", kept, "referral")
    checks.of_referrals(reading, once)
    reading.keep("referrals", once)
    return kept


def _assessments(
    reading: Reading, people: pl.DataFrame, referrals: pl.DataFrame, visits: pl.DataFrame
) -> None:
    kept = _of_referral(_events(reading, people, "assessments", "start_date"), referrals)
    kept = kept.with_columns(
        reading.named(kept, "assessment", "referral_date", "start_date"),
        not_in_need=pl.col("in_need").not_(),
    )
    checks.order(reading, "assessments", kept, "start_date", "authorised_date")
    once = reading.once("assessments", "start_date", kept, "assessment")
    in_need = visits.filter(pl.col("kind") != "looked_after")
    reading.keep("assessments", database_events.with_child_seen(once, in_need))
    _factors(reading, kept)


def _factors(reading: Reading, assessments: pl.DataFrame) -> None:
    """Factors of assessments. Several may stand in one element, parted by commas, semicolons or blanks."""
    if "factors" not in assessments.columns:
        assessments = assessments.with_columns(factors=pl.lit(None, pl.String))
    listed = assessments.filter(pl.col("factors").is_not_null()).select(
        "assessment",
        "child_row",
        "position",
        factor=pl.col("factors").str.replace_all(r"[\s,;]+", " ").str.strip_chars().str.split(" "),
    )
    factors = reading.typed("assessment_factors", listed.explode("factor"))
    factors = factors.filter(pl.col("factor").is_not_null())
    checks.of_factors(reading, factors)
    reading.keep(
        "assessment_factors", factors.unique(("assessment", "factor"), maintain_order=True)
    )


def _enquiries(
    reading: Reading, people: pl.DataFrame, referrals: pl.DataFrame, own: pl.DataFrame
) -> pl.DataFrame:
    """Enquiries as read, with the conference that stands in each, or in a table of conferences."""
    table = "section_47_enquiries"
    first = own.group_by("enquiry_row").agg(pl.col("conference_date").min())
    kept = (
        _of_referral(_events(reading, people, table, "start_date"), referrals)
        .join(first, on="enquiry_row", how="left", suffix="_of_own", maintain_order="left")
        .with_columns(conference_date=pl.coalesce("conference_date", "conference_date_of_own"))
    )
    kept = kept.with_columns(
        reading.named(kept, "enquiry", "start_date"),
        conference_not_required=pl.coalesce(
            "conference_not_required",
            pl.col("conference_required").not_(),
            "conference_decided",
            # That something followed does not say what.
            pl.when("no_further_action").then(True),
        ),
    )
    checks.order(reading, table, kept, "start_date", "end_date")
    checks.of_enquiries(reading, kept)
    # A conference that was held was needed, whatever the flag says; a flag that is not known stays so.
    held = pl.col("conference_not_required") & pl.col("conference_date").is_not_null()
    kept = kept.with_columns(
        conference_not_required=pl.when(held).then(False).otherwise("conference_not_required")
    )
    reading.keep(table, reading.once(table, "start_date", kept, "enquiry"))
    return kept


def _conferences_of_their_own(
    reading: Reading, people: pl.DataFrame, referrals: pl.DataFrame
) -> pl.DataFrame:
    """Conferences of a source that keeps a table of them, each with its id; none of other sources."""
    kept = _of_referral(_events(reading, people, "conferences", "conference_date"), referrals)
    if "enquiry_row" not in kept.columns:
        kept = kept.with_columns(enquiry_row=pl.lit(None, pl.UInt32))
    return kept.with_columns(
        reading.named(kept, "conference", "conference_date"),
        transfer_in=pl.col("transfer_in").fill_null(False),
        notification_date=pl.when("transfer_in").then("referral_date"),
        plan_made=pl.coalesce("plan_made", "outcome"),
        meeting=pseudonyms(kept["meeting"], reading.key, "meeting", reading.area),
    )


def _conferences(
    reading: Reading, referrals: pl.DataFrame, enquiries: pl.DataFrame, own: pl.DataFrame
) -> None:
    """Conferences held: those of enquiries, and those of children who moved in with a plan."""
    if "conferences" in reading.raw.tables:
        of_enquiry = enquiries.select("enquiry_row", "enquiry", "start_date")
        held = own.join(of_enquiry, on="enquiry_row", how="left", maintain_order="left")
    else:
        held = enquiries.filter(pl.col("conference_date").is_not_null()).with_columns(
            transfer_in=pl.lit(False),
            notification_date=pl.lit(None, pl.Date),
            meeting=pl.lit(None, pl.String),
        )
    transfers = referrals.filter(pl.col("transfer_conference_date").is_not_null()).with_columns(
        conference_date=pl.col("transfer_conference_date"),
        transfer_in=pl.lit(True),
        notification_date=pl.col("referral_date"),
        enquiry=pl.lit(None, pl.String),
        start_date=pl.lit(None, pl.Date),
        plan_made=pl.lit(None, pl.Boolean),
        meeting=pl.lit(None, pl.String),
    )
    checks.of_transfers(reading, transfers, held)
    columns = [
        "child", "birth_date", "expected_birth_date", "referral", "enquiry", "start_date",
        "conference_date", "transfer_in", "notification_date", "plan_made", "referral_date", "meeting",
    ]  # fmt: skip
    both = pl.concat(
        [
            held.select(columns),
            transfers.filter(pl.col("no_further_action").eq_missing(True).not_()).select(columns),
        ]
    )
    # One date under two enquiries is one conference, of the later one; a transfer comes last.
    one_each = both.sort(
        "start_date", descending=True, nulls_last=True, maintain_order=True
    ).unique(("child", "conference_date"), keep="first", maintain_order=True)
    reading.keep(
        "conferences",
        one_each.with_columns(
            reading.named(one_each, "conference", "conference_date"),
            age_years=age_in_years(
                pl.col("birth_date"), pl.col("expected_birth_date"), pl.col("conference_date")
            ),
        ),
    )


def _plans_and_reviews(
    reading: Reading, people: pl.DataFrame, referrals: pl.DataFrame, own: pl.DataFrame
) -> None:
    plans = _of_referral(_events(reading, people, "plans", "start_date"), referrals)
    if "conference_row" in plans.columns:
        of_conference = own.select("conference_row", "conference")
        plans = plans.join(of_conference, on="conference_row", how="left", maintain_order="left")
    plans = plans.with_columns(reading.named(plans, "plan", "start_date"))
    checks.order(reading, "plans", plans, "start_date", "end_date")
    once = reading.once("plans", "start_date", plans, "plan")
    checks.of_plans(reading, once)
    counted = once["previous_plans"].drop_nulls()
    if counted.len() >= ENOUGH_PLANS_TO_EXPECT_A_FIRST and not (counted == 0).any():
        reading.fault_of_file("previous_plans_never_zero", "plans", "previous_plans")
        reading.lost.add("plans.previous_plans")
        once = once.with_columns(previous_plans=pl.lit(None, pl.Int16))
    reading.keep("plans", once)

    _reviews(reading, people, plans)


def _reviews(reading: Reading, people: pl.DataFrame, plans: pl.DataFrame) -> None:
    read = _events(reading, people, "reviews", "review_date")
    if read.is_empty():
        return reading.keep("reviews", read.with_columns(plan=pl.lit(None, pl.String)))
    reviews = read.join(
        plans.select("plan_row", "plan", "start_date"),
        on="plan_row",
        how="left",
        maintain_order="left",
    )
    lost = pl.col("plan").is_null()
    reading.fault(
        reviews.filter(lost), "row_of_refused_plan", "reviews", "review_date", refused=True
    )
    held = reviews.filter(~lost).with_columns(
        meeting=pseudonyms(reviews.filter(~lost)["meeting"], reading.key, "meeting", reading.area)
    )
    checks.of_reviews(reading, held)
    return reading.keep(
        "reviews", reading.once("reviews", "review_date", held, "plan", "review_date")
    )


def _need_plans(reading: Reading, people: pl.DataFrame) -> None:
    kept = _events(reading, people, "need_plans", "start_date")
    checks.order(reading, "need_plans", kept, "start_date", "end_date")
    reading.keep(
        "need_plans", reading.once("need_plans", "start_date", kept, "child", "start_date")
    )


def _contacts(reading: Reading, people: pl.DataFrame) -> None:
    kept = _events(reading, people, "contacts", "contact_date")
    kept = kept.with_columns(reading.named(kept, "contact", "contact_date", "source"))
    reading.keep("contacts", reading.once("contacts", "contact_date", kept, "contact"))


def _looked_after_periods(reading: Reading, people: pl.DataFrame) -> None:
    table = "looked_after_periods"
    kept = _events(reading, people, table, "start_date")
    checks.order(reading, table, kept, "start_date", "end_date")
    if reading.raw.style == "database":
        kept = database_events.spells(
            reading.once(table, "start_date", kept, "child", "start_date", "end_date")
        )
        reading.fault(kept.filter("crossing"), "episodes_cross", table, "start_date")
    reading.keep(table, reading.once(table, "start_date", kept, "child", "start_date"))


def _early_help_episodes(reading: Reading, people: pl.DataFrame) -> None:
    table = "early_help_episodes"
    kept = _events(reading, people, table, "start_date")
    checks.order(reading, table, kept, "start_date", "end_date")
    kept = kept.with_columns(
        reading.named(kept, "episode", "start_date"), people["family"].gather(kept["child_row"])
    )
    reading.keep(table, reading.once(table, "start_date", kept, "episode"))


def _visits(reading: Reading, people: pl.DataFrame) -> pl.DataFrame:
    """Visits, those of one kind to a child on one day being one."""
    kept = _events(reading, people, "visits", "visit_date")
    if "kind" not in kept.columns:
        kept = kept.with_columns(kind=pl.lit(None, pl.String))
    visits = database_events.of_a_day(kept)
    reading.keep("visits", visits)
    return visits


def _missing_episodes(reading: Reading, people: pl.DataFrame) -> None:
    table = "missing_episodes"
    kept = _events(reading, people, table, "started_at")
    checks.order(reading, table, kept, "started_at", "returned_at")
    untold = pl.col("kind").is_null()
    reading.fault(kept.filter(untold), "absence_kind_not_told", table, "kind")
    kept = kept.with_columns(
        reading.named(kept, "episode", "started_at"),
        source=pl.lit("la"),
        kind=pl.col("kind").fill_null("missing"),
    )
    reading.keep(table, reading.once(table, "started_at", kept, "episode"))
