"""The yearly report from its first word to its erratum, as those who write, sign and publish it live it."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dashboard import signoff
from dashboard.identity import acting
from dashboard.report import milestones
from dashboard.report.requirements import BY_ID, REQUIREMENTS, Strength
from dashboard.signoff import (
    REPLY,
    SCRUTINEER,
    STATEMENT,
    SUMMARY,
    Act,
    Desk,
    Signatory,
    State,
    allowed,
    changes_since,
    report_of,
    signatories,
    unsigned,
    writable,
)
from data.agreement import Agreement, LeadPartner
from data.agreement_file import read_agreement
from data.entries import Draft, OvertakenError
from data.problems import UserError
from tests.records import conftest as people
from tests.records.conftest import (
    ANALYST,
    CHAIR,
    HEALTH,
    LEAD_HEALTH,
    LEAD_POLICE,
    POLICE,
    SCHOOLS,
    SPONSOR,
    Clock,
    Paper,
)

LEAD_COUNCIL = acting(chosen="invented-lead-council")
LEADS = (LEAD_COUNCIL, LEAD_HEALTH, LEAD_POLICE)
EVERYBODY = (*LEADS, people.SCRUTINEER, ANALYST, CHAIR, HEALTH, POLICE, SCHOOLS, SPONSOR)
PLACES = signatories(Agreement("Invented", ()))
DIGEST, OTHER = "a" * 64, "b" * 64
YEAR = "2024-25"


class Desks:
    """The report of a paper, and everybody's desk for it."""

    def __init__(self, paper, places=PLACES):
        self.paper, self.places = paper, places
        paper.write(signoff.begin(CHAIR, YEAR, places))

    @property
    def report(self):
        return report_of(self.paper.entries, self.places)

    def desk(self, person):
        return Desk(self.report, person, self.places, self.paper.clock())

    def do(self, person, act, *given):
        self.paper.write(act(self.desk(person), *given))
        return self.report

    def submit(self, digest=DIGEST):
        return self.do(CHAIR, signoff.submit, digest, "release", 1)

    def sign(self, person, digest=DIGEST):
        return self.do(person, signoff.sign, digest, lambda said: "seal")

    def signed(self):
        self.submit()
        for person in LEADS:
            self.sign(person)
        return self.report

    def published(self):
        self.signed()
        return self.do(CHAIR, signoff.publish, self.paper.clock.today, "https://example.org")


@pytest.fixture
def desks(paper):
    return Desks(paper)


def refused(act, *given):
    with pytest.raises(UserError) as error:
        act(*given)
    assert "\n" in str(error.value)
    return str(error.value)


def test_a_report_is_written_submitted_signed_published_sent_and_corrected(desks, clock):
    desks.do(HEALTH, signoff.write, "YR-01", " We met. ")
    assert (desks.report.state, desks.report.text("YR-01")) == (State.DRAFT, "We met.")
    assert desks.submit().state is State.SUBMITTED
    for person in LEADS[:2]:
        assert desks.sign(person).state is State.SUBMITTED
    assert [place.agency for place in unsigned(desks.report, PLACES)] == ["police"]
    assert desks.sign(LEAD_POLICE).state is State.SIGNED
    clock.pass_days(3)
    report = desks.do(CHAIR, signoff.publish, clock.today, "https://example.org/report")
    assert (report.state, report.published_on) == (State.PUBLISHED, clock.today)
    assert signoff.copies_due(report) == dt.date(2026, 3, 12)
    assert signoff.copies_missing(report) == ("panel", "foundations")
    clock.pass_days(7)
    report = desks.do(ANALYST, signoff.send_copy, "panel", clock.today, "By email")
    assert signoff.copies_missing(report) == ("foundations",)
    report = desks.do(CHAIR, signoff.correct, "Table 2: 8, not 9.")
    assert [one.body["text"] for one in report.errata] == ["Table 2: 8, not 9."]
    assert (report.state, report.irregular) == (State.PUBLISHED, ())
    assert len(report.signatures) == 3


def test_a_signature_says_who_in_what_role_when_and_which_words_and_figures(desks):
    desks.submit()
    sealed = []
    desks.do(LEAD_HEALTH, signoff.sign, DIGEST, lambda said: sealed.append(said) or "seal")
    assert sealed == [
        {
            "year": YEAR,
            "report": DIGEST,
            "release": "release",
            "name": "Leo Imaginary",
            "role": "Chief executive of the integrated care board, Health services",
            "agency": "health",
            "signatory": "health",
            "at": "2026-03-02T09:30:00+00:00",
        }
    ]
    assert desks.report.signatures[0].entry.body["said"] == sealed[0]


@pytest.mark.parametrize("signed", [1, 2])
def test_two_signatures_of_three_publish_nothing(desks, signed):
    desks.submit()
    for person in LEADS[:signed]:
        desks.sign(person)
    said = refused(desks.do, CHAIR, signoff.publish, desks.paper.clock.today, "https://example.org")
    assert "cannot be published before all have signed" in said
    assert "Chief constable, Police" in said
    # Not even an entry put in by hand in the chair's name.
    desks.paper.write(
        Draft("report", "report-1", Act.PUBLISH, {"on": "2026-03-02", "where": "x"}, CHAIR)
    )
    assert desks.report.state is State.SUBMITTED
    assert len(desks.report.irregular) == 1


CHANGES = [
    (CHAIR, signoff.write, "YR-02", "It worked."),
    (people.SCRUTINEER, signoff.write, SCRUTINEER, "I saw it."),
    (LEAD_HEALTH, signoff.write, f"{STATEMENT}health", "We did well."),
    (CHAIR, signoff.leave_out, "YR-14", "There is no secure establishment here."),
    (CHAIR, signoff.take_up, "YR-26"),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change[0].name} {change[2]}")
@pytest.mark.parametrize("signed", [1, 3])
def test_any_change_voids_every_signature_and_says_what_changed_since(desks, change, signed):
    desks.do(CHAIR, signoff.leave_out, "YR-26", "It is on the web.")
    desks.submit()
    for person in LEADS[:signed]:
        desks.sign(person)
    given = desks.report.signatures[-1].entry
    report = desks.do(*change)
    assert (report.state, report.signatures, report.submission) == (State.DRAFT, (), None)
    assert len(report.void) == signed
    [changed] = changes_since(report, given.number)
    assert changed.key in (change[2], f"left out {change[2]}")
    assert changed.before != changed.now
    assert "being written" in refused(desks.sign, LEAD_POLICE)


def test_a_day_that_is_set_changes_no_word_and_voids_nothing(desks):
    desks.submit()
    desks.sign(LEAD_HEALTH)
    report = desks.do(ANALYST, signoff.set_day, "signed", dt.date(2025, 9, 1))
    assert (report.state, len(report.signatures)) == (State.SUBMITTED, 1)


def test_a_text_that_was_changed_back_is_no_change_but_its_signatures_stay_void(desks):
    desks.do(CHAIR, signoff.write, "YR-01", "First.")
    desks.submit()
    number = desks.sign(LEAD_HEALTH).number
    desks.do(CHAIR, signoff.write, "YR-01", "Second.")
    report = desks.do(CHAIR, signoff.write, "YR-01", "First.")
    assert changes_since(report, number) == ()
    assert report.signatures == ()


def test_a_report_that_is_returned_is_a_draft_again_with_the_comment(desks):
    desks.submit()
    desks.sign(LEAD_HEALTH)
    assert "is empty" in refused(desks.do, LEAD_POLICE, signoff.send_back, "  ")
    report = desks.do(LEAD_POLICE, signoff.send_back, "Say more of exploitation.")
    assert (report.state, report.signatures) == (State.DRAFT, ())
    assert report.returns[0].body["text"] == "Say more of exploitation."
    assert report.void[0].signatory == "health"


def test_what_was_changed_since_it_was_opened_is_not_signed(desks):
    desks.submit()
    assert "has changed since you opened it" in refused(desks.sign, LEAD_HEALTH, OTHER)
    desks.do(CHAIR, signoff.write, "YR-01", "Anew.")
    desks.submit(OTHER)
    assert "has changed since you opened it" in refused(desks.sign, LEAD_HEALTH, DIGEST)
    # Nor does an old signature count that comes late.
    body = {"digest": DIGEST, "signatory": "health", "said": {}, "seal": ""}
    desks.paper.write(Draft("report", "report-1", Act.SIGN, body, LEAD_HEALTH))
    assert desks.report.signatures == ()


def test_nobody_signs_twice_for_another_or_without_being_named(desks):
    desks.submit()
    desks.sign(LEAD_HEALTH)
    assert "signed this report already" in refused(desks.sign, LEAD_HEALTH)
    second = replace(LEAD_HEALTH, id="second")
    assert "or somebody has in your place" in refused(desks.sign, second)
    for person in (CHAIR, HEALTH, ANALYST, people.SCRUTINEER, SPONSOR, SCHOOLS):
        assert "Only a lead safeguarding partner" in refused(desks.sign, person)
    body = {"digest": DIGEST, "signatory": "police", "said": {}, "seal": ""}
    desks.paper.write(Draft("report", "report-1", Act.SIGN, body, LEAD_HEALTH))
    assert [one.signatory for one in desks.report.signatures] == ["health"]


def test_a_clock_that_was_set_back_stops_every_act(desks, clock):
    desks.submit()
    clock.pass_days(-1)
    assert "The clock of this computer is behind" in refused(desks.sign, LEAD_HEALTH)
    assert "Nothing was stored" in refused(desks.do, CHAIR, signoff.write, "YR-01", "Now.")


def test_publication_is_between_the_last_signature_and_today(desks, clock):
    desks.signed()
    clock.pass_days(2)
    for days in (-3, 1):
        day = clock.today + dt.timedelta(days=days)
        assert "before the last signature" in refused(desks.do, CHAIR, signoff.publish, day, "Web")
    assert "is empty" in refused(desks.do, CHAIR, signoff.publish, clock.today, " ")


def test_what_is_signed_after_midnight_in_summer_is_published_on_the_day_it_is_in_england(paper):
    paper.clock.at = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)
    desks = Desks(paper)
    desks.signed()
    report = desks.do(CHAIR, signoff.publish, dt.date(2026, 7, 2), "Web")
    assert report.state is State.PUBLISHED


def test_who_comes_or_goes_later_changes_no_report_that_was_signed(paper):
    desks = Desks(paper)
    desks.published()
    another = (*PLACES[:-1], Signatory("police", "Another force", "Chief constable", person="p9"))
    for places in (another, (*PLACES, Signatory("social_care", "A new council", "Chief", "992"))):
        report = report_of(paper.entries, places)
        assert report.state is State.PUBLISHED
        assert len(report.signatures) == len(PLACES)
        assert not report.irregular


def test_a_report_in_draft_asks_those_whom_the_agreement_names_now(paper):
    desks = Desks(paper)
    desks.signed()
    desks.do(CHAIR, signoff.write, "YR-01", "Changed.")
    desks.places = (*PLACES, Signatory("social_care", "A new council", "Chief", "992"))
    desks.submit()
    for person in LEADS:
        desks.sign(person)
    assert desks.report.state is State.SUBMITTED
    assert [one.organisation for one in signoff.unsigned(desks.report, ())] == ["A new council"]


def test_a_copy_sent_before_publication_cannot_be(desks, clock):
    desks.published()
    yesterday = clock.today - dt.timedelta(days=1)
    said = refused(desks.do, CHAIR, signoff.send_copy, "panel", yesterday, "Post")
    assert "before its publication" in said


def test_a_published_report_is_only_corrected_beside_it(desks):
    report = desks.published()
    for person in EVERYBODY:
        beside = {Act.SET_DAY, Act.REACH, Act.SEND_COPY, Act.CORRECT}
        assert set(allowed(report, person, PLACES)) <= beside
    assert "published" in refused(
        desks.do, people.SCRUTINEER, signoff.write, SCRUTINEER, "One more word."
    )


def test_what_the_law_asks_for_is_never_left_out_and_the_rest_only_with_a_reason(desks):
    for one in REQUIREMENTS:
        if one.strength is Strength.MUST:
            assert "cannot be left out" in refused(
                desks.do, CHAIR, signoff.leave_out, one.id, "Why"
            )
        elif one.strength is Strength.EXPECTED:
            assert desks.do(CHAIR, signoff.leave_out, one.id, "").left_out[one.id] == ""
        else:
            assert "The reason is empty" in refused(
                desks.do, CHAIR, signoff.leave_out, one.id, " \n"
            )
    assert [one.id for one in REQUIREMENTS if one.strength is Strength.MUST] == ["YR-01", "YR-02"]


def test_each_text_has_its_writers(desks):
    everyones = {SUMMARY, REPLY, *BY_ID}
    expected = {
        CHAIR: everyones,
        HEALTH: everyones,
        SCHOOLS: everyones,
        ANALYST: everyones,
        LEAD_HEALTH: {f"{STATEMENT}health"},
        people.SCRUTINEER: {SCRUTINEER},
        SPONSOR: set(),
    }
    assert {one: set(writable(desks.report, one, PLACES)) for one in expected} == expected
    said = refused(desks.do, CHAIR, signoff.write, SCRUTINEER, "All is well.")
    assert "somebody else's" in said
    report = desks.submit()
    # Once it is submitted, the chair alone changes what all wrote together.
    assert set(writable(report, CHAIR, PLACES)) == everyones
    assert writable(report, HEALTH, PLACES) == ()


@pytest.mark.parametrize("year", ["2024", "2024-26", "24-25", "2024-25 ", "2099-01"])
def test_what_is_no_financial_year_is_not_begun(year):
    assert "is no financial year" in refused(signoff.begin, CHAIR, year, PLACES)


def test_the_turn_of_the_century_is_a_year_and_only_chair_or_analyst_begin_it():
    assert signoff.begin(ANALYST, "2099-00", PLACES).body == {"year": "2099-00"}
    for person in (HEALTH, LEAD_HEALTH, people.SCRUTINEER, SPONSOR, SCHOOLS, POLICE):
        assert "begins the yearly report" in refused(signoff.begin, person, YEAR, PLACES)


# Several authorities

CHIEFS = (
    LeadPartner("social_care", "Northmere Council", "Chief executive", "990"),
    LeadPartner("social_care", "Eastvale Council", "Chief executive", "991"),
    LeadPartner("health", "Northern ICB", "Chief executive"),
    LeadPartner("health", "Northmere ICB", "Chief executive", "990"),
    LeadPartner("police", "Northern Police", "Chief constable", None, "invented-lead-police"),
)


def test_everybody_named_in_the_agreement_signs_and_each_in_their_own_place(paper):
    places = signatories(Agreement("Invented", (), lead_partners=CHIEFS))
    desks = Desks(paper, places)
    desks.submit()
    whole = replace(LEAD_HEALTH, id="whole")
    # Whoever is of one area signs for that area, though the other place would have them too.
    for person, place in (
        (replace(LEAD_COUNCIL, area="990"), "social_care 990"),
        (replace(LEAD_COUNCIL, id="east", area="991"), "social_care 991"),
        (replace(LEAD_HEALTH, area="990"), "health 990"),
        (whole, "health"),
    ):
        assert desks.sign(person).signatures[-1].signatory == place
    assert "Only a lead safeguarding partner" in refused(
        desks.sign, replace(LEAD_POLICE, id="another")
    )
    assert desks.report.state is State.SUBMITTED
    assert desks.sign(LEAD_POLICE).state is State.SIGNED
    assert "Chief constable, Northern Police" in [place.words for place in places]


AREA = '[[areas]]\ncode = "990"\nname = "Northmere"\n'


def lead(agency, more=""):
    return f'[[lead_partners]]\nagency = "{agency}"\norganisation = "O"\ntitle = "T"\n{more}\n'


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (lead("police"), "names nobody for health, social_care"),
        (lead("police") + lead("police"), "one could sign for both"),
        (lead("health", 'area = "991"'), "none of the areas"),
        (
            lead("health", 'account = "a"') + lead("health", 'area = "990"\naccount = "a"'),
            "names the account a twice, and nobody signs in two places",
        ),
    ],
)
def test_an_agreement_by_which_the_report_could_not_be_signed_is_refused(tmp_path, written, said):
    file = tmp_path / "agreement.toml"
    file.write_text(f'name = "Invented"\nkey_file = "key"\n{AREA}{written}', encoding="utf-8")
    assert said in refused(read_agreement, file)
    three = "".join(map(lead, ("social_care", "health", "police")))
    file.write_text(f'name = "Invented"\nkey_file = "key"\n{AREA}{three}', encoding="utf-8")
    assert [one.organisation for one in signatories(read_agreement(file))] == ["O"] * 3


def test_one_place_for_each_safeguarding_partner_where_the_agreement_names_nobody():
    assert [place.key for place in PLACES] == ["social_care", "health", "police"]
    assert all(isinstance(place, Signatory) and place.words for place in PLACES)


# Two at once, and entries that do not fit


def test_of_two_who_write_the_same_text_at_once_the_second_is_told(records):
    records.append(signoff.begin(CHAIR, YEAR, PLACES))
    report = report_of(records.entries(subject="report-1"), PLACES)
    desks = [Desk(report, person, PLACES, records.entries()[-1].at) for person in (CHAIR, HEALTH)]
    first, second = (signoff.write(desk, "YR-01", desk.person.name) for desk in desks)
    records.append(first)
    with pytest.raises(OvertakenError) as error:
        records.append(second)
    assert error.value.draft.body["text"] == HEALTH.name
    assert report_of(records.entries(subject="report-1"), PLACES).text("YR-01") == CHAIR.name


def test_a_section_of_thirty_thousand_words_is_refused_and_named_and_nothing_is_stored(records):
    records.append(signoff.begin(CHAIR, YEAR, PLACES))
    report = report_of(records.entries(), PLACES)
    desk = Desk(report, CHAIR, PLACES, records.entries()[-1].at)
    with pytest.raises(UserError, match="20,000 fit"):
        records.append(signoff.write(desk, "YR-01", "word " * 30_000))
    assert len(records.entries()) == 1


def test_of_two_reports_of_one_year_the_first_counts(paper):
    for _ in range(2):
        paper.write(signoff.begin(CHAIR, YEAR, PLACES))
    assert signoff.reports_of(paper.entries, PLACES)[YEAR].id == "report-1"
    with pytest.raises(ValueError, match="does not begin with a report"):
        report_of(
            [replace(paper.entries[0], kind="write")],
            PLACES,
        )


# Milestones


def test_the_day_after_the_thirtieth_of_september_is_late(desks):
    day = dt.date(2025, 9, 30)
    found = milestones.due(desks.report, YEAR, None)
    assert next(one.day for one in found if one.milestone.key == "published") == day
    for today, late in ((day, False), (day + dt.timedelta(days=1), True)):
        said = milestones.answer(YEAR, desks.report, found, today)
        assert ("is **late**" in said) is late
        assert ("Secretary of State" in said) is late


def test_no_other_day_makes_a_late_report_in_time(desks):
    later = dt.date(2025, 12, 31)
    assert "30 September 2025 at the latest" in refused(
        milestones.may_be, desks.report, "published", later
    )
    milestones.may_be(desks.report, "draft", later)
    # Nor does an entry that says so all the same.
    report = desks.do(CHAIR, signoff.set_day, "published", later)
    found = milestones.due(report, YEAR, None)
    assert "is **late**" in milestones.answer(YEAR, report, found, dt.date(2025, 10, 1))


def test_copies_are_due_within_seven_days_of_publication_whenever_that_was(desks, clock):
    clock.at = dt.datetime(2026, 3, 5, 9, tzinfo=dt.UTC)
    found = milestones.due(desks.published(), YEAR, None)
    assert next(one.day for one in found if one.milestone.key == "copies") == dt.date(2026, 3, 12)
    assert "late: it was due by 30 September 2025" in milestones.answer(
        YEAR, desks.report, found, clock.today
    )


def test_before_anybody_begins_it_nothing_is_reached_but_a_release_that_is_made():
    for as_at, released in ((None, False), (dt.date(2025, 3, 31), True)):
        found = milestones.due(None, YEAR, as_at)
        reached = [one.milestone.key for one in found if one.reached]
        assert reached == (["release"] if released else [])
    assert milestones.in_words(found[0], dt.date(2025, 4, 30)) == "Today"
    assert milestones.in_words(found[0], dt.date(2025, 5, 1)) == "Late by 1 day"


# Whatever people do

KEYS = (SUMMARY, SCRUTINEER, REPLY, "YR-01", "YR-14", f"{STATEMENT}health", f"{STATEMENT}police")
anybody = st.sampled_from(EVERYBODY)
a_digest = st.sampled_from([DIGEST, OTHER])


class Years(RuleBasedStateMachine):
    """Everybody does whatever they like, through the rules or past them, in any order."""

    @initialize()
    def begin(self):
        self.desks = Desks(Paper(Clock()))
        self.texts = []

    @rule(person=anybody, key=st.sampled_from(KEYS), text=st.text("ab \n", min_size=1))
    def somebody_writes(self, person, key, text):
        if self._tried(person, signoff.write, key, text):
            self.texts.append((key, text.strip()))

    @rule(person=anybody, key=st.sampled_from(["YR-01", "YR-14", "YR-26"]), out=st.booleans())
    def somebody_leaves_out_or_takes_up(self, person, key, out):
        given = (signoff.leave_out, key, "Why") if out else (signoff.take_up, key)
        self._tried(person, *given)

    @rule(digest=a_digest)
    def the_chair_submits(self, digest):
        self._tried(CHAIR, signoff.submit, digest, "release", 1)

    @rule(person=anybody, digest=a_digest)
    def somebody_signs(self, person, digest):
        self._tried(person, signoff.sign, digest, lambda said: "seal")

    @rule(digest=a_digest)
    def all_lead_partners_sign(self, digest):
        for person in LEADS:
            self._tried(person, signoff.sign, digest, lambda said: "seal")

    @rule(person=anybody)
    def somebody_returns(self, person):
        self._tried(person, signoff.send_back, "No.")

    @rule(person=anybody)
    def somebody_publishes(self, person):
        self._tried(person, signoff.publish, self.desks.paper.clock.today, "Web")

    @rule(person=anybody, act=st.sampled_from([Act.SIGN, Act.PUBLISH, Act.WRITE]), digest=a_digest)
    def an_entry_is_put_in_by_hand(self, person, act, digest):
        body = {
            "digest": digest, "signatory": "police", "said": {}, "seal": "", "on": "2026-03-02",
            "where": "x", "text_of": SCRUTINEER, "text": "by hand",
        }  # fmt: skip
        before = len(self.desks.report.irregular)
        self.desks.paper.write(Draft("report", "report-1", act, body, person))
        if act is Act.WRITE and len(self.desks.report.irregular) == before:
            self.texts.append((SCRUTINEER, "by hand"))

    def _tried(self, person, act, *given):
        try:
            self.desks.do(person, act, *given)
        except UserError:
            return False
        return True

    @invariant()
    def nothing_is_published_without_every_signature_on_one_digest(self):
        report = self.desks.report
        if report.state in (State.SIGNED, State.PUBLISHED):
            assert {one.signatory for one in report.signatures} == {one.key for one in PLACES}
            assert {one.digest for one in report.signatures} == {report.submission.digest}
            assert len({one.entry.person.id for one in report.signatures}) == len(PLACES)
        else:
            assert report.published is None

    @invariant()
    def no_signature_outlives_a_change(self):
        report = self.desks.report
        for one in report.signatures:
            assert changes_since(report, one.entry.number) == ()
            assert one.digest == report.submission.digest

    @invariant()
    def the_scrutineers_statement_is_the_scrutineers(self):
        written = self.desks.report.texts.get(SCRUTINEER)
        assert written is None or written.entry.person == people.SCRUTINEER

    @invariant()
    def no_version_is_lost_and_the_same_entries_give_the_same_report(self):
        report = self.desks.report
        assert report.entries == tuple(self.desks.paper.entries)
        kept = [
            (one.body["text_of"], one.body["text"])
            for one in report.entries
            if one.kind == Act.WRITE and one not in report.irregular
        ]
        assert kept == self.texts
        assert report == report_of(tuple(reversed(self.desks.paper.entries)), PLACES)


TestWhateverPeopleDo = Years.TestCase
TestWhateverPeopleDo.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)


def test_every_state_has_words_and_every_act_a_way_to_be_folded(desks):
    assert set(signoff.STATE_WORDS) == set(State)
    assert set(signoff.COPIES) == set(signoff.ADDRESSES)
