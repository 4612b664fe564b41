"""Children in need census XML, written as a local authority returns it each summer.

It tells of one year: every episode that was open in it, and of these what was going on in it. An
episode that stays open is told of again the next year.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from data.demonstration.faults import with_faults
from data.demonstration.journeys import Facts

_SEX_SINCE = 2025
_NEED_PLANS_SINCE = 2022
_CHECKED_IN = dt.time(9, 30)


@dataclass(frozen=True)
class Return:
    """One authority's census of the year that ends on 31 March of `year`."""

    area: str
    year: int

    @property
    def first(self) -> dt.date:
        return dt.date(self.year - 1, 4, 1)

    @property
    def last(self) -> dt.date:
        return dt.date(self.year, 3, 31)

    @property
    def file(self) -> str:
        """The file's name without its ending."""
        return f"CIN_{self.area}_{self.year - 1}-{self.year % 100}"

    @property
    def yes_and_no(self) -> tuple[str, str]:
        """How the authority's system writes them. The census allows both ways."""
        return ("true", "false") if self.area == "990" else ("1", "0")


def write_census(path: Path, facts: Facts, census: Return) -> None:
    """Write the census file; an existing one is replaced."""
    blocks = children_as_xml(facts, census)["xml"]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(opening(census))
        file.writelines(blocks)
        file.write(CLOSING)


def opening(census: Return) -> str:
    """The header of the file, and the start of its children."""
    made = dt.datetime.combine(dt.date(census.year, 6, 24), _CHECKED_IN)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Message>\n  <Header>\n    <CollectionDetails>\n'
        "      <Collection>CIN</Collection>\n"
        f"      <Year>{census.year}</Year>\n"
        f"      <ReferenceDate>{census.last}</ReferenceDate>\n"
        "    </CollectionDetails>\n    <Source>\n      <SourceLevel>L</SourceLevel>\n"
        f"      <LEA>{census.area}</LEA>\n      <SoftwareCode>Invented</SoftwareCode>\n"
        f"      <Release>1.0</Release>\n      <SerialNo>001</SerialNo>\n"
        f"      <DateTime>{made.isoformat()}</DateTime>\n    </Source>\n  </Header>\n  <Children>\n"
    )


CLOSING = "  </Children>\n</Message>\n"


def children_as_xml(facts: Facts, census: Return) -> pl.DataFrame:
    """One row a child of the return, in the order of identifiers: child_id and its `xml`."""
    tables = with_faults(census.file, _returned(facts, census))
    plans = tables["plans"].join(
        _joined(_reviews_xml(tables["reviews"]), "plan"), on="plan", how="left"
    )
    parts = {
        "assessments": _assessments_xml(tables["assessments"]),
        "need_plans": _need_plans_xml(tables["need_plans"]),
        "enquiries": _enquiries_xml(tables["enquiries"]),
        "plans": _plans_xml(plans),
    }
    referrals = tables["referrals"]
    for name, rows in parts.items():
        referrals = referrals.join(
            _joined(rows, "referral").rename({"xml": name}), on="referral", how="left"
        )
    episodes = _joined(_episodes_xml(referrals), "child").rename({"xml": "episodes"})
    children = tables["children"].join(episodes, on="child", maintain_order="left")
    return children.select("child_id", xml=_child_xml(census.year))


def _returned(facts: Facts, census: Return) -> dict[str, pl.DataFrame]:
    """What the return tells of, as text: the facts of the year as known on its last day."""
    first, last = census.first, census.last
    of_area = facts.children.filter(pl.col("area") == census.area)

    def going_on(rows: pl.DataFrame, end: str) -> pl.DataFrame:
        return rows.filter(
            pl.col("start_date") <= last, pl.col(end).is_null() | (pl.col(end) >= first)
        ).join(referrals, on="referral", how="semi", maintain_order="left")

    referrals = facts.referrals.filter(
        pl.col("referral_date") <= last,
        pl.when(pl.col("no_action"))
        .then(pl.col("referral_date") >= first)
        .otherwise(pl.col("closure_date").is_null() | (pl.col("closure_date") >= first)),
    ).join(of_area, on="child", how="semi", maintain_order="left")
    enquiries = facts.enquiries.with_columns(
        settled_date=pl.max_horizontal("decided_date", "conference_date")
    )
    plans = going_on(facts.plans, "end_date")
    reviews = facts.reviews.filter(pl.col("review_date") <= last).join(
        plans, on="plan", how="semi", maintain_order="left"
    )
    latest_before = pl.col("review_date").filter(pl.col("review_date") < first).max().over("plan")
    tables = {
        "children": _known_by(
            of_area.join(referrals, on="child", how="semi", maintain_order="left"), census
        ),
        "referrals": referrals.with_columns(
            _if_by(last, "closure_date", "closure_reason"),
            _if_by(last, "closure_date"),
            pl.when(pl.col("moved_in_conference_date").is_between(first, last)).then(
                "moved_in_conference_date"
            ),
            no_action=_flag(pl.col("no_action"), census),
        ),
        "assessments": going_on(facts.assessments, "authorised_date").with_columns(
            _if_by(last, "authorised_date", "factors"), _if_by(last, "authorised_date")
        ),
        "need_plans": going_on(facts.need_plans, "end_date").with_columns(_if_by(last, "end_date")),
        "enquiries": going_on(enquiries, "settled_date").with_columns(
            _if_by(last, "conference_date"),
            not_required=_flag(
                pl.col("conference_date").is_null() & (pl.col("decided_date") <= last), census
            ),
        ),
        "plans": plans.with_columns(
            _if_by(last, "end_date"),
            latest_category=pl.when(pl.col("category_changed_date") <= last)
            .then("latest_category")
            .otherwise("initial_category"),
        ),
        "reviews": reviews.filter(
            (pl.col("review_date") >= first) | (pl.col("review_date") == latest_before)
        ),
    }
    if census.year < _NEED_PLANS_SINCE:
        tables["need_plans"] = tables["need_plans"].clear()
    return {name: _as_text(rows) for name, rows in tables.items()}


def _known_by(children: pl.DataFrame, census: Return) -> pl.DataFrame:
    """The children as they are known on the last day of the year: of the unborn next to nothing."""
    born = pl.col("birth_date") <= census.last
    sexes = {"M": "1", "F": "2", "I": "9", "U": "0"} if census.year < _SEX_SINCE else {"I": "U"}
    return children.with_columns(
        sex=pl.when(born).then("sex").otherwise(pl.lit("U")).replace(sexes),
        ethnicity=pl.when(born & (pl.col("ethnicity_known_from") <= census.last))
        .then("ethnicity")
        .otherwise(pl.lit("NOBT")),
        disabilities=pl.when(born).then("disabilities"),
        due_date=pl.when(~born).then("due_date"),
        birth_date=pl.when(born).then("birth_date"),
        upn_unknown=pl.when(pl.col("upn").is_null()).then(pl.lit("UN1")),
    ).sort("child_id")


def _if_by(last: dt.date, date: str, shown: str | None = None) -> pl.Expr:
    """The column (the date itself unless another is named) where the date had come by `last`."""
    return pl.when(pl.col(date) <= last).then(shown or date)


def _flag(condition: pl.Expr, census: Return) -> pl.Expr:
    yes, no = census.yes_and_no
    return pl.when(condition).then(pl.lit(yes)).otherwise(pl.lit(no))


def _as_text(rows: pl.DataFrame) -> pl.DataFrame:
    keys = [name for name in ("child", "referral", "plan") if name in rows.columns]
    return rows.with_columns(pl.exclude(keys).cast(pl.String))


def _joined(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """One row a key, the XML of its rows one after another."""
    return rows.group_by(key, maintain_order=True).agg(pl.col("xml").str.join(""))


def _element(indent: int, name: str, column: str) -> pl.Expr:
    """An element in a line of its own; null, and so nothing, where the column is null."""
    return pl.format(f"{'  ' * indent}<{name}>{{}}</{name}>\n", pl.col(column))


def _elements(indent: int, columns: Mapping[str, str]) -> list[pl.Expr]:
    return [_element(indent, name, column) for name, column in columns.items()]


def _within(indent: int, name: str, parts: list[pl.Expr]) -> pl.Expr:
    edge = "  " * indent
    return pl.concat_str(
        [pl.lit(f"{edge}<{name}>\n"), *parts, pl.lit(f"{edge}</{name}>\n")], ignore_nulls=True
    )


def _list(indent: int, outer: str, inner: str, column: str) -> pl.Expr:
    """An outer element with one inner element for each code in a text of codes with blanks between."""
    edge, deeper = "  " * indent, "  " * (indent + 1)
    between = f"</{inner}>\n{deeper}<{inner}>"
    return pl.format(
        f"{edge}<{outer}>\n{deeper}<{inner}>{{}}</{inner}>\n{edge}</{outer}>\n",
        pl.col(column).str.replace_all(" ", between, literal=True),
    )


def _assessments_xml(rows: pl.DataFrame) -> pl.DataFrame:
    dates = {
        "AssessmentActualStartDate": "start_date",
        "AssessmentAuthorisationDate": "authorised_date",
    }
    factors = _list(5, "FactorsIdentifiedAtAssessment", "AssessmentFactors", "factors")
    return rows.select("referral", xml=_within(4, "Assessments", [*_elements(5, dates), factors]))


def _need_plans_xml(rows: pl.DataFrame) -> pl.DataFrame:
    dates = {"CINPlanStartDate": "start_date", "CINPlanEndDate": "end_date"}
    return rows.select("referral", xml=_within(4, "CINPlanDates", _elements(5, dates)))


def _enquiries_xml(rows: pl.DataFrame) -> pl.DataFrame:
    told = {
        "S47ActualStartDate": "start_date",
        "DateOfInitialCPC": "conference_date",
        "ICPCnotRequired": "not_required",
    }
    return rows.select("referral", xml=_within(4, "Section47", _elements(5, told)))


def _plans_xml(rows: pl.DataFrame) -> pl.DataFrame:
    told = {
        "CPPstartDate": "start_date",
        "CPPendDate": "end_date",
        "InitialCategoryOfAbuse": "initial_category",
        "LatestCategoryOfAbuse": "latest_category",
        "NumberOfPreviousCPP": "previous_plans",
    }
    reviews = pl.format("          <Reviews>\n{}          </Reviews>\n", pl.col("xml"))
    return rows.select(
        "referral", xml=_within(4, "ChildProtectionPlans", [*_elements(5, told), reviews])
    )


def _reviews_xml(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select("plan", xml=_element(6, "CPPreviewDate", "review_date"))


def _episodes_xml(rows: pl.DataFrame) -> pl.DataFrame:
    before = {
        "CINreferralDate": "referral_date",
        "ReferralSource": "source",
        "PrimaryNeedCode": "need",
        "CINclosureDate": "closure_date",
        "ReasonForClosure": "closure_reason",
        "DateOfInitialCPC": "moved_in_conference_date",
    }
    parts = [
        *_elements(4, before),
        pl.col("assessments"),
        pl.col("need_plans"),
        pl.col("enquiries"),
        _element(4, "ReferralNFA", "no_action"),
        pl.col("plans"),
    ]
    return rows.select("child", xml=_within(3, "CINdetails", parts))


def _child_xml(year: int) -> pl.Expr:
    identifiers = {
        "LAchildID": "child_id",
        "UPN": "upn",
        "UPNunknown": "upn_unknown",
        "PersonBirthDate": "birth_date",
        "ExpectedPersonBirthDate": "due_date",
        "Sex" if year >= _SEX_SINCE else "GenderCurrent": "sex",
    }
    characteristics = [
        _element(4, "Ethnicity", "ethnicity"),
        _list(4, "Disabilities", "Disability", "disabilities"),
    ]
    return _within(
        2,
        "Child",
        [
            _within(3, "ChildIdentifiers", _elements(4, identifiers)),
            _within(3, "ChildCharacteristics", characteristics),
            pl.col("episodes"),
        ],
    )
