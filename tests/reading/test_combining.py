"""Several files of an area become one set of rows: the newest file's values win, and no row is lost."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.combine import combined
from data.extracts import read_extract
from data.tables import TABLES, Coverage, Extracts
from tests.reading import files
from tests.reading.conftest import KEY
from tests.reading.files import assessment, child, enquiry, episode, message, plan, row
from tests.reading.returns import read, written


@pytest.fixture
def load(store, tmp_path):
    """Load a census, by its reference date, and give the combined tables of all so far."""

    def load(*children, reference_date, **header):
        path = files.write(
            tmp_path / "return.xml", message(*children, reference_date=reference_date, **header)
        )
        assert store.save_extract(read_extract(path, key=KEY))
        return store.tables()

    return load


def test_an_open_episode_that_is_returned_every_year_is_one_referral(load):
    load(child(episode("2022-06-01", PrimaryNeedCode="N1")), reference_date="2023-03-31")
    tables = load(
        child(episode("2022-06-01", CINclosureDate="2023-09-01", ReasonForClosure="RC7")),
        reference_date="2024-03-31",
    )
    [referral] = tables["referrals"].to_dicts()
    assert referral["closure_date"] == dt.date(2023, 9, 1)
    # What the newest file leaves out, an older one still tells.
    assert referral["primary_need"] == "N1"


def test_the_order_of_loading_changes_nothing(load, store):
    newer = child(episode("2022-06-01", CINclosureDate="2023-09-01"))
    older = child(episode("2022-06-01"), Ethnicity="APKN")
    load(newer, reference_date="2024-03-31")
    tables = load(older, reference_date="2023-03-31")
    assert tables["referrals"]["closure_date"].to_list() == [dt.date(2023, 9, 1)]
    assert tables["children"]["ethnicity"].to_list() == ["WBRI"]
    assert store.extracts()["as_at"].to_list() == [dt.date(2023, 3, 31), dt.date(2024, 3, 31)]


def test_of_two_files_of_one_day_the_later_made_wins(load):
    load(child(Ethnicity="APKN"), reference_date="2024-03-31", made_at="2024-06-01T00:00:00")
    load(child(Ethnicity="WIRI"), reference_date="2024-03-31", made_at=None)
    tables = load(
        child(Ethnicity="BCRB"), reference_date="2024-03-31", made_at="2024-05-01T00:00:00"
    )
    assert tables["children"]["ethnicity"].to_list() == ["APKN"]


@pytest.fixture
def send(store, tmp_path):
    """Load a police return of totals that came on a day, and give all totals as loaded so far."""

    def send(count, of, came, **said):
        rows = f"Measure | Period from | Period to | Count | Out of\n{MISSING} | {count} | {of}"
        path = written(tmp_path, rows, Layout="counts", **said)
        assert store.save_extract(read(path, received=dt.date.fromisoformat(came)))
        return store.tables()["sent_counts"].select("told_by", "met", "of", "met_mark").rows()

    return send


MISSING = "return_conversation_within_72_hours | 2025-01-01 | 2025-01-31"


@pytest.mark.parametrize("number", range(4))
def test_of_two_returns_of_one_day_the_one_that_came_later_wins(send, number):
    # Whatever the letters of their digests, of which nobody knows.
    send(10, 40 + number, "2025-02-11")
    assert send(12, 40 + number, "2025-02-10") == [("police", 10, 40 + number, None)]
    assert send(14, 40 + number, "2025-02-12") == [("police", 14, 40 + number, None)]


def test_a_count_that_its_sender_hides_now_is_not_told_by_an_earlier_file(send):
    send(12, 40, "2025-02-10")
    assert send("c", 40, "2025-02-11") == [("police", None, 40, "hidden")]


def test_a_corrected_count_does_not_stand_beside_what_the_earlier_one_was_out_of(send):
    send(12, 40, "2025-02-10")
    assert send(60, "", "2025-02-11") == [("police", 60, None, None)]


def test_the_totals_of_two_agencies_are_both_kept(send):
    send(12, 40, "2025-02-10")
    both = [("social_care", 9, 30, None), ("police", 12, 40, None)]
    assert send(9, 30, "2025-02-11", Agency="social_care") == both


def test_rows_that_only_an_older_file_holds_stay(load):
    load(
        child(
            episode(
                "2021-06-01",
                assessment("2021-06-01", "3B"),
                plan("2021-07-01", "2021-09-01", "2022-03-01"),
            )
        ),
        reference_date="2022-03-31",
    )
    tables = load(
        child(
            episode(
                "2021-06-01",
                plan("2021-07-01", "2022-03-01", "2022-09-01", CPPendDate="2022-10-01"),
            )
        ),
        reference_date="2023-03-31",
    )
    assert tables["assessments"].height == 1
    assert tables["assessment_factors"].height == 1
    assert tables["reviews"]["review_date"].sort().to_list() == [
        dt.date(2021, 9, 1),
        dt.date(2022, 3, 1),
        dt.date(2022, 9, 1),
    ]
    assert tables["plans"]["end_date"].to_list() == [dt.date(2022, 10, 1)]


def test_the_factors_of_an_assessment_are_those_of_the_newest_file_that_gives_any(load):
    load(
        child(
            episode("2021-06-01", assessment("2021-06-01", "3B"), assessment("2021-09-01", "4B"))
        ),
        reference_date="2022-03-31",
    )
    tables = load(
        child(
            episode("2021-06-01", assessment("2021-06-01", "1A", "2A"), assessment("2021-09-01"))
        ),
        reference_date="2023-03-31",
    )
    assert sorted(tables["assessment_factors"]["factor"]) == ["1A", "2A", "4B"]


def annex(store, tmp_path, as_at="2024-03-31", **lists):
    path = files.lists(tmp_path / "annex.xlsx", **lists)
    extract = read_extract(path, key=KEY, area="990", as_at=dt.date.fromisoformat(as_at))
    store.save_extract(extract)
    return store.tables()


def test_a_census_and_a_workbook_tell_of_the_same_events(load, store, tmp_path):
    load(
        child(
            episode(
                "2024-01-02",
                assessment("2024-01-02", "3B"),
                enquiry("2024-01-05", "2024-01-22"),
                plan("2024-01-22"),
            )
        ),
        reference_date="2024-03-31",
    )
    tables = annex(
        store,
        tmp_path,
        as_at="2024-06-30",
        List_3=[row("List 3", Date_of_referral="2024-01-02", Referral_Source="6")],
        List_4=[
            row(
                "List 4",
                Continuous_Assessment_Start_Date="2024-01-02",
                Child_Seen="Yes",
                Continuous_Assessment_Date="2024-02-01",
            )
        ],
        List_5=[row("List 5", Strategy_discussion="2024-01-05", Date_of_Initial="2024-01-22")],
        List_7=[
            row(
                "List 7",
                Child_Protection_Plan_Start="2024-01-22",
                Child_Protection_Plan_End="2024-05-01",
            )
        ],
    )
    for table in (
        "children",
        "referrals",
        "assessments",
        "section_47_enquiries",
        "conferences",
        "plans",
    ):
        assert tables[table].height == 1, table
    [found] = tables["assessments"].to_dicts()
    # The workbook names no referral: it is the assessment that began on that day.
    assert found["referral"] == tables["referrals"]["referral"].item()
    assert (found["child_seen"], found["authorised_date"]) == (True, dt.date(2024, 2, 1))
    assert tables["assessment_factors"]["assessment"].to_list() == [found["assessment"]]
    assert tables["plans"]["end_date"].to_list() == [dt.date(2024, 5, 1)]


def test_an_assessment_that_could_be_either_of_two_is_neither(load, store, tmp_path):
    load(
        child(
            episode("2023-12-01", assessment("2024-01-02"), CINclosureDate="2024-01-02"),
            episode("2024-01-02", assessment("2024-01-02")),
        ),
        reference_date="2024-03-31",
    )
    tables = annex(
        store, tmp_path, List_4=[row("List 4", Continuous_Assessment_Start_Date="2024-01-02")]
    )
    assert tables["assessments"]["referral"].null_count() == 1
    assert tables["assessments"].height == 3


def test_a_source_that_cannot_say_who_moved_in_does_not_say_that_nobody_did(load, store, tmp_path):
    load(child(episode("2024-01-05", DateOfInitialCPC="2024-01-22")), reference_date="2024-03-31")
    tables = annex(
        store,
        tmp_path,
        as_at="2024-06-30",
        List_5=[
            row("List 5", Strategy_discussion="2024-01-10", Date_of_Initial="2024-01-22"),
            row("List 5", Strategy_discussion="2024-04-10", Date_of_Initial="2024-04-22"),
        ],
    )
    assert tables["conferences"].sort("conference_date")["transfer_in"].to_list() == [True, False]


def test_a_conference_whose_day_was_corrected_is_one_conference(load):
    def held(day: str):
        return child(episode("2024-01-05", enquiry("2024-01-10", DateOfInitialCPC=day)))

    load(held("2024-01-22"), reference_date="2024-03-31")
    tables = load(held("2024-01-24"), reference_date="2025-03-31")
    assert tables["conferences"]["conference_date"].to_list() == [dt.date(2024, 1, 24)]
    tables = load(held("2024-01-29"), reference_date="2023-03-31")
    assert tables["conferences"]["conference_date"].to_list() == [dt.date(2024, 1, 24)]


def test_areas_never_mix(load):
    load(child(episode("2023-06-01")), reference_date="2024-03-31", area="990")
    tables = load(child(episode("2023-06-01")), reference_date="2024-03-31", area="991")
    assert tables["children"]["area"].sort().to_list() == ["990", "991"]
    assert tables["referrals"].height == 2


def test_a_table_that_nobody_fills_is_empty_and_whole(store, load):
    empty = store.tables()
    assert set(empty) == {*TABLES, "extracts", "coverage", "problems"}
    tables = load(child(), reference_date="2024-03-31")
    for table, schema in TABLES.items():
        schema.validate(tables[table])
        schema.validate(empty[table])
    Extracts.validate(tables["extracts"])
    Coverage.validate(tables["coverage"])


def test_problems_are_told_with_their_area(load):
    tables = load(child(Sex="1"), reference_date="2024-03-31", area="991")
    assert tables["problems"].select("area", "rule", "rows", "children").row(0) == (
        "991",
        "sex_as_digit",
        1,
        1,
    )


# Against a second, naive way of doing it.

DAYS = st.integers(0, 3).map(lambda n: dt.date(2024, 1, 1) + dt.timedelta(days=n))
TEXTS = st.none() | st.sampled_from(["a", "b"])
REFERRAL = st.fixed_dictionaries(
    {
        "area": st.sampled_from(["990", "991"]),
        "referral": st.sampled_from(["r", "s", "t"]),
        "source": TEXTS,
        "primary_need": TEXTS,
        "no_further_action": st.none() | st.booleans(),
        "closure_date": st.none() | DAYS,
    }
)
ASSESSMENT = st.fixed_dictionaries(
    {
        "assessment": st.sampled_from(["with r", "with s", "alone"]),
        "start_date": st.just(dt.date(2024, 1, 1)),
        "child_seen": st.none() | st.booleans(),
        "factors": st.sets(st.sampled_from(["1A", "2B", "3B"])),
    }
)
FILES = st.lists(
    st.tuples(
        DAYS,
        st.none() | DAYS,
        st.lists(REFERRAL, max_size=4, unique_by=lambda r: (r["area"], r["referral"])),
        st.lists(ASSESSMENT, max_size=3, unique_by=lambda a: a["assessment"]),
    ),
    max_size=4,
)


def frames(written):
    """The files as a store holds them."""
    loaded, extracts = {}, []
    for number, (as_at, made_at, referrals, assessments) in enumerate(written):
        digest = f"file {number}"
        extracts.append((digest, as_at, made_at))
        tables = {
            "referrals": [
                {**r, "child": "c", "extract": digest, "referral_date": dt.date(2024, 1, 1)}
                for r in referrals
            ],
            "assessments": [
                {
                    "area": "990",
                    "assessment": a["assessment"],
                    "child": "c",
                    "extract": digest,
                    "referral": None if a["assessment"] == "alone" else a["assessment"][-1],
                    "start_date": a["start_date"],
                    "child_seen": a["child_seen"],
                }
                for a in assessments
            ],
            "assessment_factors": [
                {"area": "990", "assessment": a["assessment"], "factor": factor, "extract": digest}
                for a in assessments
                for factor in sorted(a["factors"])
            ],
        }
        loaded[digest] = {
            table: pl.DataFrame(rows, schema=dict(TABLES[table].create_empty().schema))
            for table, rows in tables.items()
            if rows
        }
    return extracts, loaded


def naive(extracts, loaded):
    """Row by row into dictionaries, the oldest file first."""
    order = sorted(extracts, key=lambda e: (e[1], e[2] is not None, e[2] or e[1], e[0]))
    whole = {
        r["assessment"]
        for tables in loaded.values()
        if "assessments" in tables
        for r in tables["assessments"].to_dicts()
        if r["referral"]
    }
    same = dict.fromkeys(["alone"], next(iter(whole))) if len(whole) == 1 else {}
    referrals: dict = {}
    assessments: dict = {}
    factors: dict = {}
    for digest, _, _ in order:
        for table, rows, key in (
            ("referrals", referrals, ("area", "referral")),
            ("assessments", assessments, ("area", "assessment")),
        ):
            if table not in loaded[digest]:
                continue
            # Of two rows of one file that turn out to be one, the first is the one that was named so.
            in_file: dict = {}
            for found in loaded[digest][table].to_dicts():
                if table == "assessments":
                    found["assessment"] = same.get(found["assessment"], found["assessment"])
                at = tuple(found[name] for name in key)
                earlier = in_file.get(at, {})
                in_file[at] = {
                    n: earlier[n] if earlier.get(n) is not None else v for n, v in found.items()
                }
            for at, found in in_file.items():
                rows[at] = {
                    **rows.get(at, found),
                    **{n: v for n, v in found.items() if v is not None},
                }
        given: dict = {}
        if "assessment_factors" in loaded[digest]:
            for found in loaded[digest]["assessment_factors"].to_dicts():
                of = same.get(found["assessment"], found["assessment"])
                given.setdefault(of, set()).add(found["factor"])
        factors |= given
    return referrals, assessments, factors


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FILES)
def test_combining_is_what_a_plain_loop_over_the_files_would_do(written):
    extracts, loaded = frames(written)
    known = pl.DataFrame(
        extracts, schema={"extract": pl.String, "as_at": pl.Date, "made_at": pl.Date}, orient="row"
    ).with_columns(received=pl.lit(None, pl.Date))
    tables = combined(known, Coverage.create_empty(), loaded)
    referrals, assessments, factors = naive(extracts, loaded)
    assert {(r["area"], r["referral"]): r for r in tables["referrals"].to_dicts()} == referrals
    assert tables["referrals"].height == len(referrals)
    assert {
        (a["area"], a["assessment"]): a for a in tables["assessments"].to_dicts()
    } == assessments
    assert tables["assessments"].height == len(assessments)
    found: dict = {}
    for each in tables["assessment_factors"].to_dicts():
        found.setdefault(each["assessment"], set()).add(each["factor"])
    assert found == factors
