"""What the invented people of the demonstration have written: so that nobody meets an empty page.

A concluded investigation of the recording gap that was planted, the challenge that came of it (answered,
with evidence, and closed), one that waits for an answer, and a request. The planted disparity is left for
the reader to find.
"""

import datetime as dt
from collections.abc import Callable

from dashboard import data_requests
from dashboard.challenges import (
    Action,
    Addressee,
    Challenge,
    Outcome,
    Rules,
    act,
    challenge_of,
    issue,
)
from dashboard.identity import INVENTED
from dashboard.investigations import (
    Finding,
    Investigation,
    attach,
    conclude,
    investigation_of,
    link,
    look,
    pose,
    watch,
)
from data.entries import Draft, Person, Shown
from data.records import Records
from metrics.release import Release

PEOPLE = {person.id: person for person in INVENTED}
_SCRUTINEER = PEOPLE["invented-scrutineer"]
_POLICE = PEOPLE["invented-police"]

_GAP = "ethnicity_recorded"
_ROOM = "strategy_discussions_with_three_agencies"


class Diary:
    """Writes entries as if on days gone by, so that clocks have something to show."""

    def __init__(
        self, records: Callable[[Callable[[], dt.datetime]], Records], rules: Rules
    ) -> None:
        self.now = dt.datetime.now(dt.UTC)
        self.rules = rules
        self._day = self.now
        self.records = records(lambda: self._day)

    @property
    def at(self) -> dt.datetime:
        """The time at which everything is written now."""
        return self._day

    def on(self, days_ago: int) -> dt.date:
        """Go to a day; it is the day on which everything is written until the next."""
        self._day = self.now - dt.timedelta(days=days_ago)
        return self._day.date()

    def write(self, draft: Draft) -> str:
        """Write an entry; the id of its subject."""
        (entry,) = self.records.append(draft)
        return entry.subject

    def investigation(self, id: str) -> Investigation:
        return investigation_of(self.records.entries(subject=id))

    def challenge(self, id: str) -> Challenge:
        return challenge_of(self.records.entries(subject=id))


def write_records(
    records: Callable[[Callable[[], dt.datetime]], Records], rules: Rules, release: Release
) -> None:
    """Write the invented people's records, unless there are any already.

    records  gives the store's records with a clock;  release  what they looked at
    """
    if records(lambda: dt.datetime.now(dt.UTC)).entries():
        return
    diary = Diary(records, rules)
    shown = Shown(
        release=release.digest,
        method_version=release.manifest["method_version"],
        settings={"area": "991", "measure": _GAP, "characteristic": "referral_source"},
    )
    challenge = _investigate_recording(diary, shown)
    _answer(diary, challenge)
    _ask_about_the_empty_chair(diary, shown)
    diary.on(9)
    diary.write(
        data_requests.ask(
            _SCRUTINEER,
            question="Do disabled children wait longer for a conference?",
            expectation="I expect no longer waits than for others.",
            measure="transfer_in_conference_within_15_working_days",
            characteristic="disability",
            reason="Families told the participation group that moving here with a plan took long.",
            shown=shown,
        )
    )


def _investigate_recording(diary: Diary, shown: Shown) -> str:
    """The investigation of what was not recorded in Eastvale; the id of its challenge."""
    diary.on(120)
    id = diary.write(
        pose(
            _SCRUTINEER,
            question="Why is the ethnicity of some children in Eastvale not recorded?",
            expectation="I expect it to be missing alike, whoever referred the child.",
            measure=_GAP,
            characteristic="referral_source",
            falsifier="Gaps of the same size in the referrals of every agency.",
            shown=shown,
        )
    )
    notes = {
        "recording": "It is missing far more often where the police referred the child.",
        "time": "It began in April 2023 and ended in December. Before and after it is as elsewhere.",
    }
    for step, note in notes.items():
        diary.write(look(diary.investigation(id), _SCRUTINEER, step, note, shown))
    diary.on(112)
    diary.write(
        attach(
            diary.investigation(id),
            _SCRUTINEER,
            kind="dip_sample",
            grading="moderate",
            says="The form that police used in those months had no place for ethnicity.",
            agreement="agrees",
            where="Quality assurance group, paper 4",
            shown=shown,
        )
    )
    diary.write(
        conclude(
            diary.investigation(id),
            _SCRUTINEER,
            finding=Finding.ARTEFACT,
            statement="For nine months a form left ethnicity out. Comparisons of 2023-24 say less for it.",
            confidence="high",
            alternatives=["Officers may have been told not to ask in those months."],
            shown=shown,
        )
    )
    day = diary.on(110)
    challenge = diary.write(
        issue(
            _SCRUTINEER,
            Addressee("police", "dsp"),
            "How will Eastvale's police make sure that no form leaves out a child's ethnicity again?",
            today=day,
            rules=diary.rules,
            background="From April to December 2023 it was not recorded for children whom police referred.",
            investigation=id,
            measure=_GAP,
            shown=shown,
        )
    )
    diary.write(link(diary.investigation(id), _SCRUTINEER, challenge))
    diary.write(
        watch(
            diary.investigation(id),
            _SCRUTINEER,
            measure=_GAP,
            area="991",
            by=diary.now.date() + dt.timedelta(days=240),
            today=day,
            direction="high",
            shown=shown,
        )
    )
    return challenge


def _answer(diary: Diary, id: str) -> None:
    """The police accept, show what was done, and the scrutineer closes."""
    told = {
        104: (_POLICE, Action.ACKNOWLEDGE, ""),
        88: (_POLICE, Action.ACCEPT, "The form is mended, and a check refuses it when left blank."),
        41: (_POLICE, Action.OFFER_EVIDENCE, "Of 120 forms sampled in two months, none was blank."),
        35: (_SCRUTINEER, Action.CLOSE, "The sample shows it. I will look at the figure again."),
    }
    for days_ago, (person, action, text) in told.items():
        day = diary.on(days_ago)
        diary.write(_acted(diary, id, person, action, text, day))


def _acted(diary: Diary, id: str, person: Person, action: Action, text: str, day: dt.date) -> Draft:
    promised = action is Action.ACCEPT
    return act(
        diary.challenge(id),
        person,
        action,
        text,
        today=day,
        rules=diary.rules,
        due=day + dt.timedelta(days=60) if promised else None,
        actions=["Mend the form", "Sample forms for two months"] if promised else (),
        evidence=["Sample of 120 forms"] if action is Action.OFFER_EVIDENCE else (),
        outcome=Outcome.EVIDENCE_ACCEPTED if action is Action.CLOSE else None,
    )


def _ask_about_the_empty_chair(diary: Diary, shown: Shown) -> None:
    """A challenge to social care that is overdue: it called the meetings."""
    day = diary.on(45)
    diary.write(
        issue(
            _SCRUTINEER,
            Addressee("social_care", "dsp"),
            "How do you make sure that health is in the room when it is decided whether to begin an enquiry?",
            today=day,
            rules=diary.rules,
            background="Fewer discussions had the three agencies than half a year before.",
            measure=_ROOM,
            shown=shown,
        )
    )
