"""A release: figures with their intervals or the reason for none, what they rest on, and its seal."""

import datetime as dt
import json
from dataclasses import replace

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data.agreement import Agreement, Area, Conventions, Residents
from data.problems import UserError
from data.reference import residents
from metrics import release
from metrics.intervals import poisson_rate, wilson
from metrics.journeys import journeys
from metrics.measure import Duration, Measure, Ratio
from metrics.measures import MEASURES
from metrics.release import Built, Release
from metrics.residents import with_residents
from metrics.working_days import calendar
from tests.measures.invented import AREAS, partnership
from tests.measures.specification import MEASURE, tables_of

AS_AT = dt.date(2024, 3, 31)
NORTH, EAST = AREAS
RATE = "referrals_per_10000_children"
AGAIN = "re_referrals_within_12_months"
CONFERENCES = "icpc_within_15_working_days"
BANDS = "icpc_days_in_bands"
IN_NEED = "children_in_need_per_10000_children"

AGREEMENT = Agreement(
    "Invented safeguarding children partnership",
    (
        Area(
            NORTH,
            "Northmere",
            "North West",
            tuple(Residents(year, 20_000, "our own count") for year in range(2019, 2024)),
        ),
        Area(EAST, "Eastvale", "London"),
    ),
    targets={CONFERENCES: 85.0},
)
# A few measures with one breakdown each: the protection of all of them takes minutes.
FEW = {
    RATE: ("sex",),
    AGAIN: ("locality",),
    CONFERENCES: (),
    BANDS: (),
    "ethnicity_recorded": (),
    "sex_recorded": (),
    IN_NEED: ("ethnicity", "ethnicity_detailed"),
    "plans_reviewed_on_time": (),
}
CHOSEN: list[Measure] = [replace(MEASURE[name], breakdowns=by) for name, by in FEW.items()]


def build(agreement: Agreement = AGREEMENT, tables=None, measures=CHOSEN, **agreed) -> Built:
    return release.build(
        tables or partnership(children=200), agreement, AS_AT, measures=measures, **agreed
    )


@pytest.fixture(scope="module")
def built() -> Built:
    return build()


@pytest.fixture(scope="module")
def figures(built: Built) -> pl.DataFrame:
    return built.release.figures


def of(figures: pl.DataFrame, measure: str, **wanted: object) -> pl.DataFrame:
    return figures.filter(
        pl.col("measure") == measure, *(pl.col(name) == value for name, value in wanted.items())
    )


# Figures


def test_every_figure_has_a_value_or_one_reason_for_none(figures: pl.DataFrame):
    shown = figures.filter(pl.col("reason").is_null())
    assert shown.height > 100
    for column in ("value", "lower", "upper", "numerator", "denominator"):
        assert shown[column].null_count() == 0
    hidden = figures.filter(pl.col("reason").is_not_null())
    for column in ("value", "lower", "upper"):
        assert hidden[column].null_count() == hidden.height
    assert set(hidden["reason"]) <= {
        "protected",
        "population not known",
        "no events",
        "history not loaded",
        "too few to break down",
    }


def test_no_count_of_1_to_5_children_is_printed(built: Built):
    figures = built.release.figures
    percent = pl.col("measure") != RATE
    assert figures.filter(pl.col("numerator").is_between(1, 5)).is_empty()
    assert figures.filter(percent, pl.col("denominator").is_between(1, 5)).is_empty()
    assert built.release.states.filter(pl.col("count").is_between(1, 5)).is_empty()
    assert built.release.children.filter(pl.col("children").is_between(1, 5)).is_empty()
    hidden = figures.filter(pl.col("reason") == "protected")
    assert hidden.height > 0


def test_a_percentage_is_its_numerator_of_its_denominator_with_wilsons_interval(
    figures: pl.DataFrame,
):
    shown = of(figures, CONFERENCES).filter(pl.col("reason").is_null())
    assert_frame_equal(
        shown.select(value=pl.col("numerator") / pl.col("denominator") * 100),
        shown.select("value"),
    )
    lower, upper = wilson(shown["numerator"], shown["denominator"])
    assert (shown["lower"] / 100 - lower).abs().max() < 1e-12
    assert (shown["upper"] / 100 - upper).abs().max() < 1e-12


def test_a_rate_of_a_whole_year_is_its_events_for_every_10000_residents(figures: pl.DataFrame):
    year = of(figures, RATE, area=NORTH, characteristic="all", period_label="2022-23").row(
        0, named=True
    )
    assert year["denominator"] == 20_000
    assert year["value"] == pytest.approx(year["numerator"] / 2)
    lower, upper = poisson_rate(pl.Series([year["numerator"]]), pl.Series([20_000]), 10_000)
    assert (year["lower"], year["upper"]) == (pytest.approx(lower[0]), pytest.approx(upper[0]))


def test_a_rate_of_a_quarter_is_given_for_a_year_by_its_days(figures: pl.DataFrame):
    quarter = of(
        figures, RATE, area=NORTH, characteristic="all", period_label="July to September 2022"
    ).row(0, named=True)
    assert quarter["value"] == pytest.approx(quarter["numerator"] / 2 * 365.25 / 92)


def test_a_rate_of_three_years_is_a_yearly_one(figures: pl.DataFrame):
    three = of(figures, RATE, area=NORTH, characteristic="all", period_kind="three_years").row(
        0, named=True
    )
    assert three["denominator"] == 60_000
    assert three["value"] == pytest.approx(three["numerator"] / 6)


def test_a_rate_of_children_on_a_day_is_not_multiplied(figures: pl.DataFrame):
    day = of(figures, IN_NEED, area=NORTH, characteristic="all", period_label="30 June 2022").row(
        0, named=True
    )
    assert day["value"] == pytest.approx(day["numerator"] / 2)


def test_where_residents_are_not_known_the_count_is_shown_and_the_rate_is_not(
    figures: pl.DataFrame,
):
    year = of(figures, RATE, area=EAST, characteristic="all", period_label="2022-23")
    assert year["reason"].to_list() == ["population not known"]
    assert year["numerator"].to_list()[0] > 5
    together = of(figures, RATE, area="partnership", characteristic="all", period_label="2022-23")
    assert together["reason"].to_list() == ["population not known"]


def test_groups_have_counts_and_no_rates_because_their_residents_are_not_held(
    figures: pl.DataFrame,
):
    groups = of(figures, RATE, area=NORTH, characteristic="sex")
    assert groups.height > 0
    assert groups["value"].null_count() == groups.height


@pytest.mark.parametrize(
    ("kind", "last", "residents_of"),
    [
        ("year", "2024-03-31", 2023),
        ("quarter", "2023-06-30", 2023),
        ("quarter", "2024-03-31", 2023),
        ("month", "2024-04-30", 2024),
    ],
)
def test_a_year_is_divided_by_the_residents_of_the_middle_of_the_year_before_its_end(
    kind, last, residents_of
):
    """Ruling 14: the year ended March Y by mid-year Y-1, and what lies in that year likewise."""
    one = pl.DataFrame(
        {"area": ["990"], "period_kind": [kind], "period_end": [dt.date.fromisoformat(last)]}
    )
    found = with_residents(
        one, ["990"], ["990"], lambda area, mid_year: (mid_year, "the year itself")
    )
    assert found["residents"].to_list() == [residents_of]


def test_residents_come_from_the_published_estimates_where_the_agreement_has_none():
    known = residents("301", 2022)
    assert known is not None
    barking = Agreement("One area", (Area("301", "Barking and Dagenham"),))
    rows = "area | child | referral_date\n" + "\n".join(
        f"301 | child {number} | 2023-{number % 9 + 1:02}-10" for number in range(60)
    )
    tables = tables_of({"referrals": rows}, AS_AT, [(dt.date(2022, 4, 1), AS_AT)])
    made = build(barking, tables, [replace(MEASURE[RATE], breakdowns=())]).release
    year = of(made.figures, RATE, area="301", period_label="2022-23").row(0, named=True)
    assert year["denominator"] == known[0]


def test_the_first_year_of_re_referrals_has_no_history_and_says_so(figures: pl.DataFrame):
    first = of(figures, AGAIN, area=NORTH, characteristic="all", period_label="2020-21")
    assert first["reason"].to_list() == ["history not loaded"]


def test_a_plan_within_24_months_is_not_told_of_the_two_first_years():
    """First plans are known to be none, earlier plans of the year before are not: it would look too low."""
    soon = replace(MEASURE["repeat_plans_within_24_months"], breakdowns=())
    found = build(measures=[soon], tables=partnership(children=1_500)).release.figures
    whole = found.filter(pl.col("area") == NORTH, pl.col("period_kind") == "year")
    told = dict(whole.select("period_label", "reason").iter_rows())
    assert told["2020-21"] == told["2021-22"] == "history not loaded"
    assert told["2022-23"] != "history not loaded"
    assert whole.filter(pl.col("reason") == "history not loaded")["numerator"].null_count() == 2
    quarters = found.filter(pl.col("area") == "partnership", pl.col("period_kind") == "quarter")
    untold = quarters.filter(pl.col("reason") == "history not loaded")
    assert untold["period_label"].to_list()[-1] == "January to March 2022"
    assert untold.height == 8
    three_years = found.filter(pl.col("period_kind") == "three_years")
    assert set(three_years["reason"]) == {"history not loaded"}


def test_a_percentage_of_nothing_says_that_there_were_no_events(built: Built):
    tables = tables_of(
        {"referrals": "area | child | referral_date\n990 | A | 2023-05-01"},
        AS_AT,
        [(dt.date(2022, 4, 1), AS_AT)],
    )
    made = build(tables=tables, measures=[MEASURE[CONFERENCES]]).release
    assert set(of(made.figures, CONFERENCES, characteristic="all")["reason"]) == {"no events"}


def test_few_events_are_marked_as_of_low_reliability(figures: pl.DataFrame):
    shown = figures.filter(pl.col("reason").is_null())
    rates = shown.filter(pl.col("measure").is_in([RATE, IN_NEED]))
    assert rates.filter(pl.col("few") != (pl.col("numerator") < 20)).is_empty()
    percents = shown.filter(~pl.col("measure").is_in([RATE, IN_NEED]))
    assert percents.filter(pl.col("few") != (pl.col("denominator") < 20)).is_empty()


def test_what_is_printed_of_an_areas_counts_is_what_was_counted(built: Built):
    key = ["measure", "area", "characteristic", "group", "category", "basis", "period_kind"]
    both = built.release.figures.join(
        built.counts["figures"], on=[*key, "period_start"], how="full"
    )
    assert both.height == built.release.figures.height
    assert both.filter(pl.col("numerator") != pl.col("met")).is_empty()


def test_the_partnership_is_the_sum_of_its_areas(built: Built):
    counts = built.counts["figures"]
    by = ["measure", "characteristic", "group", "category", "basis", "period_kind", "period_start"]
    areas = counts.filter(pl.col("area") != "partnership", pl.col("characteristic") != "locality")
    sums = areas.group_by(by).agg(pl.col("met", "of").sum(), areas=pl.len())
    together = counts.filter(
        pl.col("area") == "partnership", pl.col("characteristic") != "locality"
    )
    joined = together.join(sums, on=by, suffix="_of_areas")
    assert joined.height == together.height
    assert set(joined["areas"]) == {2}
    assert joined.filter(pl.col("met") != pl.col("met_of_areas")).is_empty()
    assert joined.filter(pl.col("of") != pl.col("of_of_areas")).is_empty()


def test_bands_of_one_area_add_up_to_their_denominator(built: Built):
    bands = built.counts["figures"].filter(pl.col("measure") == BANDS)
    sums = bands.group_by("area", "period_kind", "period_start").agg(
        pl.col("met").sum(), pl.col("of").first()
    )
    assert sums.filter(pl.col("met") != pl.col("of")).is_empty()
    assert sums["of"].sum() > 0


def test_localities_are_printed_for_their_own_area(figures: pl.DataFrame):
    found = of(figures, AGAIN, area=NORTH, characteristic="locality")
    assert set(found["group_label"]) == {"North", "South", "Not recorded"}


# States and children


def test_states_stand_beside_the_figures_by_quarter_year_now_and_without_a_date(built: Built):
    states = built.release.states
    kinds = set(of(states, CONFERENCES)["period_kind"])
    assert kinds >= {"quarter", "year", "now"}
    assert set(of(states, CONFERENCES, period_kind="now")["state"]) <= {"overdue", "not_yet_due"}
    assert states.filter(
        pl.col("count").is_null() != (pl.col("reason") == "protected").fill_null(False)
    ).is_empty()


def test_different_children_are_counted_by_year(built: Built):
    year = of(built.release.children, RATE, area=NORTH, period_label="2022-23").row(0, named=True)
    events = of(
        built.release.figures, RATE, area=NORTH, characteristic="all", period_label="2022-23"
    )
    assert 5 < year["children"] <= events["numerator"].to_list()[0]


def test_every_measure_has_a_run_chart_but_those_printed_by_year_in_categories(built: Built):
    assert set(built.release.signals["measure"]) == set(FEW) - {BANDS}


def test_what_is_left_of_a_measure_within_another_is_not_1_to_5_children_in_any_group():
    ever, soon = "repeat_plans_ever", "repeat_plans_within_24_months"
    chosen = [replace(MEASURE[name], breakdowns=("sex", "age_band")) for name in (ever, soon)]
    figures = build(measures=chosen, tables=partnership(children=600)).release.figures
    groups = figures.filter(pl.col("characteristic") != "all")
    place = ["area", "characteristic", "group", "period_kind", "period_start"]
    both = of(groups, ever).join(of(groups, soon), on=place, suffix="_soon")
    left = both.select(pl.col("numerator") - pl.col("numerator_soon")).to_series().drop_nulls()
    assert left.len() > 10
    assert not left.is_between(1, 5).any()


# What stands beside


def test_comparators_are_england_and_the_regions_of_the_areas(built: Built):
    found = built.release.comparators
    assert set(found["geography"]) == {"England", "North West", "London"}
    assert set(found["measure"]) <= {measure.id for measure in CHOSEN}
    assert of(found, RATE, geography="England", year=2024)["unit"].to_list() == ["per 10,000"]


def test_the_catalogue_holds_every_measure_chosen_with_its_target(built: Built):
    found = built.release.catalogue
    assert found["id"].to_list() == [measure.id for measure in CHOSEN]
    assert of(found.rename({"id": "measure"}), CONFERENCES)["target"].to_list() == [85.0]
    assert found["available"].all()


def test_the_manifest_says_what_the_release_rests_on(built: Built):
    manifest = built.release.manifest
    assert manifest["partnership"] == AGREEMENT.name
    assert manifest["as_at"] == "2024-03-31"
    assert manifest["edition"] == 2023
    assert [area["known_to"] for area in manifest["areas"]] == ["2024-03-31", "2024-03-31"]
    assert manifest["conventions"]["two_years_in_days"] == 730
    assert manifest["audit"]["passed"] is True
    assert set(manifest["frames"]) == set(built.release.frames)


def test_the_same_tables_and_agreement_give_the_same_release(built: Built):
    again = build(tables=dict(partnership(children=200)))
    assert again.release.digest == built.release.digest


def test_another_convention_is_another_release(built: Built):
    agreed = replace(AGREEMENT, conventions=Conventions(conference_working_days=20))
    other = build(agreed)
    assert other.release.digest != built.release.digest
    assert other.release.manifest["conventions"]["conference_working_days"] == 20


def test_an_agreement_may_choose_its_measures():
    chosen = replace(AGREEMENT, measures=("sex_recorded",))
    assert build(chosen).release.catalogue["id"].to_list() == ["sex_recorded"]


def test_an_area_without_any_extract_is_named_and_has_no_figures():
    third = replace(AGREEMENT, areas=(*AGREEMENT.areas, Area("992", "Westbeck")))
    made = build(third, measures=[MEASURE["sex_recorded"]]).release
    assert made.manifest["areas"][2]["known_to"] is None
    assert "992" not in set(made.figures["area"])


def test_progress_is_told():
    told: list[tuple[str, float]] = []
    build(
        measures=[replace(MEASURE["sex_recorded"], breakdowns=())],
        progress=lambda what, share: told.append((what, share)),
    )
    assert told[0] == ("Counting", 0.0)
    assert told[-1] == ("Writing the release", 1.0)


# An area that leaves


LEFT = dt.date(2023, 3, 31)


@pytest.fixture(scope="module")
def after_leaving() -> Built:
    """The release after the second of three areas had left."""
    areas = (
        AGREEMENT.areas[0],
        replace(AGREEMENT.areas[1], left=LEFT),
        Area("992", "Westbeck", "London"),
    )
    chosen = [replace(MEASURE[name], breakdowns=FEW[name]) for name in (RATE, CONFERENCES, IN_NEED)]
    tables = partnership(children=120, areas=(*AREAS, "992"))
    return build(replace(AGREEMENT, areas=areas), tables, chosen)


def test_the_partnership_is_the_sum_of_the_areas_that_did_not_leave(after_leaving: Built):
    counts = after_leaving.counts["figures"]
    by = ["measure", "characteristic", "group", "category", "basis", "period_kind", "period_start"]
    stayed = counts.filter(pl.col("area").is_in([NORTH, "992"])).group_by(by)
    together = of_the_partnership(counts).join(
        stayed.agg(pl.col("met", "of").sum(), areas=pl.len()), on=by, suffix="_of_areas"
    )
    # The partnership may be printed by a kind of period of which no area is.
    assert of_the_partnership(counts).height >= together.height > 50
    assert set(together["areas"]) == {2}
    assert together.filter(pl.col("met") != pl.col("met_of_areas")).is_empty()
    assert together.filter(pl.col("of") != pl.col("of_of_areas")).is_empty()
    assert together["met"].sum() > 0


def of_the_partnership(counts: pl.DataFrame) -> pl.DataFrame:
    return counts.filter(pl.col("area") == "partnership")


def test_an_area_that_left_is_printed_for_itself_until_its_last_day(after_leaving: Built):
    figures = after_leaving.release.figures
    own = figures.filter(pl.col("area") == EAST)
    assert own["numerator"].sum() > 0
    assert own["period_end"].max() == LEFT
    assert figures.filter(pl.col("area") == NORTH)["period_end"].max() == AS_AT
    assert of_the_partnership(figures)["period_end"].max() == AS_AT
    assert of(after_leaving.release.states, CONFERENCES, area=EAST)["period_end"].max() <= LEFT


def test_a_release_passes_its_audit_after_an_area_left(after_leaving: Built):
    manifest = after_leaving.release.manifest
    assert manifest["audit"]["passed"] is True
    assert [area["left"] for area in manifest["areas"]] == [None, "2023-03-31", None]
    assert [area["known_to"] for area in manifest["areas"]] == [
        "2024-03-31",
        "2023-03-31",
        "2024-03-31",
    ]


# Refusals


def test_a_release_is_made_for_the_last_day_of_a_month():
    with pytest.raises(UserError, match="30 March 2024"):
        release.build(partnership(), AGREEMENT, dt.date(2024, 3, 30))


def test_a_release_needs_an_extract():
    empty = {name: frame.clear() for name, frame in partnership().items()}
    with pytest.raises(UserError, match="no extract"):
        release.build(empty, AGREEMENT, AS_AT)
    with pytest.raises(UserError, match="no extract"):
        release.latest_as_at(empty)


def test_an_agreement_that_chooses_a_measure_we_do_not_have_is_refused():
    with pytest.raises(UserError, match="no_such_measure"):
        build(replace(AGREEMENT, measures=("no_such_measure",)))


@pytest.mark.parametrize(
    ("last", "as_at"), [("2024-06-30", "2024-06-30"), ("2024-06-29", "2024-05-31")]
)
def test_by_default_a_release_is_made_for_the_last_month_end_that_every_area_reaches(last, as_at):
    until = dt.date.fromisoformat(last)
    tables = tables_of({}, until, [(dt.date(2023, 4, 1), until)])
    assert release.latest_as_at(tables) == dt.date.fromisoformat(as_at)


# Taking it up again


def test_a_release_opened_from_its_frames_is_the_same(built: Built):
    manifest = json.loads(json.dumps(built.release.manifest))
    opened = release.open(built.release.frames, manifest)
    assert isinstance(opened, Release)
    assert opened.digest == built.release.digest


def test_a_release_whose_frames_were_changed_is_refused(built: Built):
    frames = built.release.frames
    changed = frames | {"figures": frames["figures"].with_columns(value=pl.lit(100.0))}
    with pytest.raises(UserError, match="figures"):
        release.open(changed, built.release.manifest)
    missing = {name: frame for name, frame in frames.items() if name != "signals"}
    with pytest.raises(UserError, match="signals"):
        release.open(missing, built.release.manifest)


def test_a_release_that_was_never_audited_is_refused(built: Built):
    for audit in ({}, {"passed": False}):
        with pytest.raises(UserError, match="never audited"):
            release.open(built.release.frames, built.release.manifest | {"audit": audit})


def test_every_measure_can_be_counted_on_the_grid_of_what_is_printed():
    """All of them with all their breakdowns, before protection."""
    here = journeys(partnership(), AGREEMENT, AS_AT, calendar([], Conventions()))
    every = release.count_all(MEASURES, here, AGREEMENT, lambda what, share: None)
    # A school year is counted where pupils were sent, and these areas sent none.
    counted = set(every.figures["measure"])
    assert counted >= {measure.id for measure in MEASURES if not measure.academic}
    ratios = [measure.id for measure in MEASURES if isinstance(measure, Ratio)]
    shares = every.figures.filter(~pl.col("measure").is_in(ratios))
    assert shares.filter(pl.col("met") > pl.col("of")).is_empty()
    for name in ("group_label", "category_label", "period_label"):
        assert every.figures[name].null_count() == 0
    # Of a duration and a quotient of amounts there is no count that met anything.
    amounts = [
        measure.id
        for measure in MEASURES
        if isinstance(measure, Duration) or (isinstance(measure, Ratio) and measure.amounts)
    ]
    assert set(every.figures.filter(pl.col("met").is_null())["measure"]) <= set(amounts)
    assert every.figures.select(
        pl.struct(
            "measure",
            "area",
            "characteristic",
            "group",
            "category",
            "basis",
            "period_kind",
            "period_start",
        )
        .is_unique()
        .all()
    ).item()
