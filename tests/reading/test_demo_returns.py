"""The returns of the invented partners: complete, wrong only where planted, and near what England knows."""

import datetime as dt
from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from data import spelling
from data.codes import labels
from data.combine import Tables, combined
from data.demo import FAULTS, MAPPINGS, WrittenFile, demonstration_facts, write_demonstration
from data.demonstration import planted
from data.demonstration.draws import Draws
from data.demonstration.journeys import Facts
from data.demonstration.known_people import nhs_number
from data.demonstration.returns import Told, known_by
from data.demonstration.returns_calendar import NEVER_SENT, financial_year
from data.extracts import Extract, read_extract
from data.pseudonyms import Key, pseudonyms
from data.reference import bank_holidays
from data.returns.mapping import mapping_in
from data.returns.statement import PARTNERSHIP, ColumnMapping
from data.returns.subjects import SUBJECTS
from data.tables import Extracts

A_FEW = 0.12
KEY = Key(bytes(32))
THREE = ["social_care", "health", "police"]
CAME = pl.col("attended").is_in(["in_person", "remote"])
LATELY = pl.col("meeting_date") >= planted.EMPTY_CHAIR.first


@pytest.fixture(scope="session")
def facts() -> Facts:
    return demonstration_facts(children_scale=A_FEW)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demonstration")


@pytest.fixture(scope="session")
def returns(folder: Path) -> dict[str, WrittenFile]:
    every = write_demonstration(folder, children_scale=A_FEW)
    return {file.path.stem: file for file in every if file.received is not None}


@pytest.fixture(scope="session")
def mappings(folder: Path, returns: dict[str, WrittenFile]) -> tuple[ColumnMapping, ...]:
    saved = sorted((folder / MAPPINGS).iterdir())
    return tuple(mapping_in(path.read_text(encoding="utf-8"), path.name) for path in saved)


@pytest.fixture(scope="session")
def extracts(
    returns: dict[str, WrittenFile], mappings: tuple[ColumnMapping, ...]
) -> dict[str, Extract]:
    return {
        name: read_extract(file.path, key=KEY, mappings=mappings, received=file.received)
        for name, file in returns.items()
    }


@pytest.fixture(scope="session")
def tables(extracts: dict[str, Extract]) -> Tables:
    """All returns together, as the store puts them."""
    facts_of = [
        {
            name: getattr(extract, "digest" if name == "extract" else name)
            for name in Extracts.column_names()
        }
        for extract in extracts.values()
    ]
    return combined(
        Extracts.validate(pl.DataFrame(facts_of, infer_schema_length=None), cast=True),
        pl.concat([extract.coverage for extract in extracts.values()]),
        {extract.digest: extract.tables for extract in extracts.values()},
    )


def working_days(rows: pl.DataFrame, start: str, stop: str) -> np.ndarray:
    """Working days after `start` up to `stop`, both dates of the rows."""
    holidays = bank_holidays()["date"].to_numpy()
    first, last = (
        rows[name].cast(pl.Date).to_numpy().astype("datetime64[D]") for name in (start, stop)
    )
    return np.busday_count(first + 1, last + 1, holidays=holidays)


def test_every_return_loads_with_the_planted_problems_and_no_others(
    extracts: dict[str, Extract],
) -> None:
    expected: dict[str, Counter[str]] = {name: Counter() for name in extracts}
    for fault in (each for each in FAULTS if each.rules):
        expected[fault.file].update(dict.fromkeys(fault.rules, fault.rows))
    found = {
        name: Counter(dict(extract.problems.counts.select("rule", "rows").iter_rows()))
        for name, extract in extracts.items()
    }
    assert found == expected


def test_every_subject_is_sent_by_somebody_who_may_send_it(extracts: dict[str, Extract]) -> None:
    assert {extract.subject for extract in extracts.values()} == set(SUBJECTS)
    for extract in extracts.values():
        subject = SUBJECTS[extract.subject or ""]
        assert extract.agency in subject.senders
        of_whole = extract.area == PARTNERSHIP
        assert subject.of == "either" or of_whole == (subject.of == "partnership")


def test_both_areas_send_the_same_subjects_but_for_the_secure_establishment(
    extracts: dict[str, Extract],
) -> None:
    of_area = {
        area: {extract.subject for extract in extracts.values() if extract.area == area}
        for area in ("990", "991")
    }
    assert of_area["990"] - of_area["991"] == {"restraints", "establishment_months"}
    assert of_area["991"] <= of_area["990"]


def test_some_returns_are_late_and_one_never_came(
    extracts: dict[str, Extract], tables: Tables
) -> None:
    came = pl.DataFrame(
        [
            (one.agency, one.subject, one.area, one.covers_from, one.received)
            for one in extracts.values()
        ],
        schema=["agency", "subject", "for_area", "period_start", "received"],
        orient="row",
    )
    due = (
        tables["returns_due"]
        .with_columns(for_area=pl.col("for_area").replace("", PARTNERSHIP))
        .join(came, on=["agency", "subject", "for_area", "period_start"], how="left")
    )
    never = due.filter(pl.col("received").is_null())
    assert never.select("agency", "subject", "for_area").rows() == [NEVER_SENT[:3]]
    late = due.filter(pl.col("received") > pl.col("due_date"))
    assert 5 <= late.height <= 12
    police = late.filter(
        pl.col("agency") == "police", pl.col("for_area") == planted.LATE_RETURNS.area
    )
    assert police["subject"].to_list() == ["missing", "missing"]
    assert (
        police["period_start"]
        .is_between(planted.LATE_RETURNS.first, planted.LATE_RETURNS.last)
        .all()
    )
    assert due["due_date"].is_between(dt.date(2022, 4, 1), dt.date(2025, 3, 31)).all()


def test_eastvales_police_send_headings_of_their_own(
    returns: dict[str, WrittenFile], mappings: tuple[ColumnMapping, ...], tables: Tables
) -> None:
    head = returns["police_missing_991_2024-25_Q1"].path.read_text(encoding="utf-8").splitlines()
    assert "MISPER ref" in head[3]
    assert {mapping.says.subject for mapping in mappings} == {"missing", "encompass"}
    theirs = tables["missing_episodes"].filter(
        pl.col("area") == "991", pl.col("source") == "police"
    )
    assert set(theirs["risk_grade"]) == set(labels("risk_grade"))
    assert theirs["returned_at"].null_count() < 5


def test_a_return_tells_only_what_is_known_on_its_last_day(extracts: dict[str, Extract]) -> None:
    for extract in extracts.values():
        subject = SUBJECTS[extract.subject or ""]
        known = {
            one.name for one in subject.fields if one.kind in ("date", "moment") and not one.ahead
        }
        for table in extract.tables.values():
            for name in known & set(table.columns):
                latest = table[name].cast(pl.Date).max()
                assert latest is None or latest <= extract.covers_to, (extract.file, name)  # type: ignore[operator]


def test_what_became_known_later_is_told_again(
    extracts: dict[str, Extract], tables: Tables
) -> None:
    first = extracts["early_help_early_help_990_2022-23"].tables["early_help_records"]
    still = first.filter(pl.col("start_date").is_not_null(), pl.col("end_date").is_null())
    later = tables["early_help_records"].join(still, on=["area", "person", "request_date"])
    assert still.height > 10
    assert later["end_date"].null_count() < later.height / 4


def test_a_period_in_which_nothing_happened_tells_of_nothing_again() -> None:
    rows = pl.DataFrame(
        {
            "dispute": ["DI-1", "DI-2"],
            "raised_date": [dt.date(2022, 5, 1), dt.date(2024, 5, 1)],
            "resolved_date": [dt.date(2023, 5, 1), None],
        }
    )
    told = Told("disputes", "partnership", PARTNERSHIP, rows)
    assert known_by(told, financial_year(2023)).is_empty()
    assert known_by(told, financial_year(2022))["resolved_date"].to_list() == [None]


def with_three(tables: Tables, area: str, *, lately: bool) -> float:
    rows = tables["attendances"].filter(
        pl.col("area") == area,
        pl.col("kind") == "strategy_discussion",
        LATELY if lately else ~LATELY,
    )
    discussions = rows.group_by("meeting").agg(
        came=pl.col("agency").filter(CAME & pl.col("agency").is_in(THREE)).n_unique(),
        recorded=pl.col("attended").is_not_null().any(),
    )
    return discussions.filter("recorded").select((pl.col("came") == 3).mean()).item()


def test_health_leaves_its_chair_empty_in_northmere_from_october_2024(tables: Tables) -> None:
    assert with_three(tables, "990", lately=False) == pytest.approx(0.79, abs=0.06)
    assert with_three(tables, "990", lately=True) < 0.62
    assert with_three(tables, "991", lately=False) == pytest.approx(0.88, abs=0.06)
    assert with_three(tables, "991", lately=True) > 0.75


def test_every_enquiry_has_the_discussion_that_began_it(facts: Facts, tables: Tables) -> None:
    started = facts.enquiries.filter(
        pl.col("start_date").is_between(dt.date(2022, 4, 1), dt.date(2025, 3, 31))
    ).join(facts.children, on="child")
    for area in ("990", "991"):
        own = started.filter(pl.col("area") == area)
        named = own.with_columns(child=pseudonyms(own["child_id"], KEY, "child", area))
        spoken_of = tables["meeting_children"].filter(pl.col("kind") == "strategy_discussion")
        missing = named.join(
            spoken_of,
            left_on=["child", "start_date"],
            right_on=["child", "meeting_date"],
            how="anti",
        )
        assert missing.is_empty()


def test_four_in_five_first_core_groups_are_held_in_ten_working_days(
    facts: Facts, tables: Tables
) -> None:
    groups = tables["meeting_children"].filter(pl.col("kind") == "core_group")
    plans = facts.plans.filter(
        pl.col("start_date").is_between(dt.date(2022, 4, 1), dt.date(2025, 1, 31))
    ).join(facts.children, on="child")
    held = []
    for area in ("990", "991"):
        own = plans.filter(pl.col("area") == area)
        named = own.with_columns(child=pseudonyms(own["child_id"], KEY, "child", area))
        held.append(
            named.join(groups.filter(pl.col("area") == area), on="child")
            .filter(pl.col("meeting_date").is_between("start_date", "end_date"))
            .group_by("child", "start_date")
            .agg(pl.col("meeting_date").min())
        )
    first = pl.concat(held)
    assert first.height > 0.85 * plans.height
    in_time = working_days(first, "start_date", "meeting_date") <= 10
    assert in_time.mean() == pytest.approx(0.80, abs=0.09)


def test_agencies_come_to_conferences_as_often_as_planned(tables: Tables) -> None:
    asked = tables["attendances"].filter(
        pl.col("kind") == "icpc", pl.col("held"), ~pl.col("no_involvement")
    )
    came = dict(asked.group_by("agency").agg(CAME.mean()).iter_rows())
    assert came["social_care"] > 0.97
    assert came["health"] == pytest.approx(0.88, abs=0.06)
    assert came["police"] == pytest.approx(0.70, abs=0.08)
    reported = asked.group_by("agency").agg(pl.col("report_date").is_not_null().mean())
    assert dict(reported.iter_rows())["health"] == pytest.approx(0.8, abs=0.07)


def test_two_partners_tell_of_a_handful_of_meetings_differently(tables: Tables) -> None:
    both = tables["attendances"].filter(pl.col("area") == "990", pl.col("kind") == "icpc")
    office = both.filter(pl.col("told_by") == "partnership")
    care = both.filter(pl.col("told_by") == "social_care")
    same = office.join(care, on=["meeting", "agency", "sector"], how="inner")
    assert same.height == office.height > 50
    differing = same.filter(pl.col("attended") != pl.col("attended_right"))
    assert 1 <= differing["meeting"].n_unique() <= 8
    assert set(differing["agency"]) == {"health"}


def test_the_front_door_decides_in_one_working_day_five_times_in_six(tables: Tables) -> None:
    decided = tables["front_door_contacts"].drop_nulls(["referral_received_at", "next_steps_date"])
    in_time = working_days(decided, "referral_received_at", "next_steps_date") <= 1
    assert in_time.mean() == pytest.approx(0.84, abs=0.03)
    became = (tables["front_door_contacts"]["outcome"] == "referral").mean()
    assert became == pytest.approx(0.62, abs=0.05)


def test_three_children_in_four_are_seen_alone(tables: Tables) -> None:
    alone = tables["assessment_practice"]["child_seen_alone"].value_counts()
    counts = dict(alone.drop_nulls().iter_rows())
    asked = counts["yes"] + counts["no"] + counts["refused"]
    assert counts["yes"] / asked == pytest.approx(0.775, abs=0.04)
    assert counts["not_appropriate"] > 0


def test_children_take_part_in_conferences_in_one_of_the_coded_ways(tables: Tables) -> None:
    codes = tables["meeting_children"]["participation"].drop_nulls()
    assert set(codes) == set(labels("participation"))
    aged = codes.filter(codes != "PN0")
    assert aged.is_in(["PN1", "PN2", "PN3", "PN5", "PN6"]).mean() == pytest.approx(0.76, abs=0.05)


def test_early_help_ends_with_needs_met_more_often_than_not(tables: Tables) -> None:
    ended = tables["early_help_records"].filter(
        pl.col("end_date").is_not_null(), ~pl.col("end_reason").is_in(["moved", "died"])
    )
    assert (ended["end_reason"] == "met").mean() == pytest.approx(0.57, abs=0.07)
    assert (ended["end_reason"] == "stepped_up").mean() == pytest.approx(0.07, abs=0.05)


def test_eastvales_early_help_sends_totals_with_some_hidden_and_one_rounded(
    extracts: dict[str, Extract], tables: Tables
) -> None:
    extract = extracts["early_help_early_help_991_2024-25"]
    assert extract.totals
    sent = tables["sent_counts"]
    assert set(sent["measure"]) == set(SUBJECTS["early_help"].totals)
    assert (sent["met_mark"] == "hidden").sum() > 10
    assert sent.filter(pl.col("group") == "all")["met_mark"].null_count() == 8
    [rounded] = sent.filter(pl.col("rounded_to").is_not_null()).to_dicts()
    assert (rounded["rounded_to"], rounded["met"] % 5, rounded["group"]) == (5, 0, "all")
    recent = tables["early_help_records"].filter(
        pl.col("area") == "991", pl.col("request_date") > dt.date(2024, 3, 31)
    )
    assert recent.is_empty()


def absences(tables: Tables, facts: Facts, area: str) -> pl.DataFrame:
    """Pupils of 2024-25 with the share of sessions missed, phase, and status at 31 March 2025."""
    last = dt.date(2025, 3, 31)
    people = facts.children.filter(pl.col("area") == area)
    people = people.with_columns(upn=pseudonyms(people["upn"], KEY, "upn", ""))

    def on_the_day(rows: pl.DataFrame, start: str, end: str, name: str) -> pl.DataFrame:
        is_open = (pl.col(start) <= last) & (pl.col(end).is_null() | (pl.col(end) > last))
        return (
            rows.filter(is_open)
            .join(people.drop_nulls("upn"), on="child")
            .select("upn", pl.lit(name).alias(name))
            .unique()
        )

    missed = tables["attendance"].filter(
        pl.col("area") == area, pl.col("covers_from") > dt.date(2024, 9, 1)
    )
    return (
        missed.group_by("upn")
        .agg(share=(pl.col("authorised") + pl.col("unauthorised")).sum() / pl.col("possible").sum())
        .join(
            tables["pupils"]
            .filter(pl.col("registration") == "main", pl.col("census_date") == dt.date(2025, 1, 16))
            .select("upn", "phase"),
            on="upn",
        )
        .join(on_the_day(facts.looked_after, "start_date", "end_date", "cla"), on="upn", how="left")
        .join(on_the_day(facts.plans, "start_date", "end_date", "cpp"), on="upn", how="left")
        .join(
            on_the_day(
                facts.referrals.filter(~pl.col("no_action")), "referral_date", "closure_date", "cin"
            ),
            on="upn",
            how="left",
        )
        .with_columns(status=pl.coalesce("cla", "cpp", "cin", pl.lit("none")))
    )


def test_pupils_are_absent_as_often_as_englands_by_social_care_status(
    tables: Tables, facts: Facts
) -> None:
    rows = pl.concat([absences(tables, facts, area) for area in ("990", "991")])
    persistent, severe = pl.col("share") >= 0.1, pl.col("share") >= 0.5
    of_status = {
        status: (persistently, severely)
        for status, persistently, severely in rows.group_by("status")
        .agg(persistent.mean(), severe=severe.mean())
        .iter_rows()
    }
    assert of_status["cin"][0] == pytest.approx(0.46, abs=0.09)
    assert of_status["cpp"][0] == pytest.approx(0.55, abs=0.16)
    assert of_status["cla"][0] == pytest.approx(0.20, abs=0.10)
    assert of_status["cin"][1] == pytest.approx(0.113, abs=0.06)
    assert rows.select(persistent.mean()).item() == pytest.approx(0.18, abs=0.03)
    assert rows.select(severe.mean()).item() == pytest.approx(0.024, abs=0.01)


def test_suspensions_are_as_common_as_in_england(tables: Tables) -> None:
    year = pl.col("start_date").is_between(dt.date(2024, 4, 1), dt.date(2025, 3, 31))
    sent_home = tables["suspensions"].filter(year)
    pupils = tables["pupils"].filter(
        pl.col("census_date") == dt.date(2025, 1, 16), pl.col("registration") == "main"
    )
    suspended = sent_home.filter(pl.col("kind") == "suspension")
    assert 100 * suspended.height / pupils.height == pytest.approx(12.5, abs=4)
    excluded = sent_home.filter(pl.col("kind") == "permanent")
    assert 0 < 100 * excluded.height / pupils.height < 0.6
    assert set(pupils["phase"]) == {"primary", "secondary", "special", "alternative"}


def test_two_schools_of_northmere_merged(tables: Tables) -> None:
    closed = tables["providers"].filter(pl.col("closed_date").is_not_null())
    assert closed["area"].to_list() == ["990"]
    school = closed["provider"].item()
    here = tables["pupils"].filter(pl.col("school") == school)
    assert here["census_date"].unique().to_list() == [dt.date(2023, 1, 19)]
    excused = tables["provider_audits"].filter(pl.col("excused_reason") == "merged")
    assert excused.select("provider", "round").rows() == [(school, "2023-24")]


def test_schools_are_open_on_some_190_days_of_a_year(tables: Tables) -> None:
    year = tables["school_days"].filter(
        pl.col("area") == "990", pl.col("day").is_between(dt.date(2023, 9, 1), dt.date(2024, 8, 31))
    )
    assert year.height == 366
    assert year["open"].sum() == pytest.approx(190, abs=5)
    assert not year.filter(pl.col("day").dt.weekday() > 5)["open"].any()


def test_return_conversations_are_held_in_time_as_often_as_found_elsewhere(tables: Tables) -> None:
    due = tables["missing_episodes"].filter(
        "conversation_due", pl.col("returned_at").is_not_null(), pl.col("source") == "la"
    )
    hours = (pl.col("held_at") - pl.col("returned_at")).dt.total_hours()
    in_time = due.select((hours <= 72).fill_null(False).mean()).item()
    assert in_time == pytest.approx(0.63, abs=0.06)
    sources = Counter(tables["missing_episodes"]["source"])
    assert 0.85 < sources["la"] / sources["police"] < 1.05


def told_in_time(tables: Tables, area: str, *, weekend: bool) -> float:
    day = pl.col("occurred_at").dt.weekday()
    after_school = (day == 5) & (pl.col("occurred_at").dt.hour() >= 17)
    rows = tables["domestic_abuse_incidents"].filter(
        pl.col("area") == area,
        pl.col("school_age"),
        ((day >= 6) | after_school) == weekend,
        pl.col("occurred_at").dt.date() < dt.date(2025, 3, 28),
    )
    days = tables["school_days"].filter(pl.col("area") == area, pl.col("open")).select(next="day")
    due = (
        rows.with_columns(after=pl.col("occurred_at").dt.date() + pl.duration(days=1))
        .sort("after")
        .join_asof(days.sort("next"), left_on="after", right_on="next", strategy="forward")
    )
    opens = pl.col("next").cast(pl.Datetime) + pl.duration(hours=8, minutes=45)
    return due.select((pl.col("notified_at") <= opens).fill_null(False).mean()).item()


def test_eastvales_schools_are_told_late_after_weekends(tables: Tables) -> None:
    assert told_in_time(tables, "991", weekend=True) == pytest.approx(0.46, abs=0.16)
    for area, weekend in (("991", False), ("990", False), ("990", True)):
        assert told_in_time(tables, area, weekend=weekend) > 0.8


def test_the_secure_establishment_restrains_about_as_often_as_others(tables: Tables) -> None:
    months = tables["establishment_months"]
    assert months.height == 36
    living = (months["children_at_start"] + months["children_at_end"]).sum() / 2
    assert 100 * tables["restraints"].height / living == pytest.approx(55, abs=20)


def test_some_young_people_are_in_neither_education_nor_training(tables: Tables) -> None:
    winter = tables["activity_16_17"].filter(pl.col("month").dt.month().is_in([12, 1, 2]))
    either = winter["status"].is_in(["neet", "not_known"]).mean()
    assert either == pytest.approx(0.065, abs=0.025)
    asked = tables["activity_16_17"].filter(pl.col("month").dt.month() == 9)
    offered = asked.select((pl.col("offer_date").dt.month() <= 9).fill_null(False).mean())
    assert offered.item() == pytest.approx(0.94, abs=0.03)


def test_links_between_partners_hold(tables: Tables) -> None:
    numbers = tables["child_facts"].drop_nulls("upn").select("area", "upn").unique()
    known = tables["pupils"].join(numbers, on=["area", "upn"], how="semi")
    assert known.height > 0.2 * tables["pupils"].height
    health = tables["information_requests"].filter(pl.col("nhs_number").is_not_null())
    matched = health.join(tables["child_facts"], on=["area", "nhs_number"], how="semi")
    assert 0.85 < matched.height / health.height < 1


def test_nhs_numbers_have_their_right_check_digit_and_are_each_one_childs() -> None:
    rows = pl.DataFrame({"number": range(4_000)}).select(nhs_number(pl.col("number")))
    numbers = rows.to_series()
    assert numbers.n_unique() == 4_000
    assert {spelling.read_nhs_number(number)[1] for number in numbers} == {None}


def test_money_is_what_each_agency_gave_and_the_budget_what_was_agreed(tables: Tables) -> None:
    given = tables["contributions"].filter(pl.col("basis") == "actual", pl.col("kind") == "cash")
    by_year = given.group_by("year_start").agg(pl.col("pounds").sum()).sort("year_start")
    shares = by_year["pounds"] / tables["budgets"].sort("year_start")["pounds"]
    assert shares.is_between(0.9, 1.02).all()


def test_recommendations_come_to_what_was_known_of_them(tables: Tables) -> None:
    rows = tables["recommendations"]
    closed = rows.filter(pl.col("state") == "closed")
    assert closed["closed_date"].null_count() == 0
    assert set(closed["origin"]) <= {"scrutiny"}
    assert rows.filter(pl.col("state") == "proposed")["response_date"].null_count() == len(
        rows.filter(pl.col("state") == "proposed")
    )
    assert rows["state"].n_unique() >= 3


def test_nothing_can_be_drawn_from_nothing() -> None:
    draws, none = Draws(1), pl.DataFrame({"child": []}, schema={"child": pl.Int64})
    assert draws.any_of(none, 5).is_empty()
    assert draws.some(none, 5).is_empty()
