"""What the invented people have written for their yearly report: whole, and ready for the chair to submit.

Nothing of it happened. Figures are pins, so that they are the demonstration's own.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Final

from dashboard import signoff
from dashboard.challenges import Rules
from dashboard.demonstration_records import PEOPLE, Diary
from dashboard.signoff import REPLY, SCRUTINEER, STATEMENT, SUMMARY, Desk, Report, Signatory
from data.records import Records

YEAR: Final = "2024-25"
_CHAIR = PEOPLE["invented-care"]


def _pin(measure: str, year: str = YEAR) -> str:
    return f"{{{{ figure {measure} partnership {year} }}}}"


_DOCUMENT: Final = "{{ document Minutes of the partnership, papers 11 to 14 (invented) }}"

TEXTS: Final[Mapping[str, str]] = {
    SUMMARY: f"""We will get health into the room. Health, police and social care were together in
{_pin("strategy_discussions_with_three_agencies")} of the talks in which it is decided whether to begin
an enquiry.

* A nurse is on call until 6 pm from this month.
* Every review of a plan is booked on the day of the one before it.
* Every school is told of abuse at home before its pupils arrive.""",
    "YR-01": f"""We met six times. Three decisions changed the most: a nurse on call for strategy
discussions, one
booking office for conferences, and one form of the police for all referrals. {_DOCUMENT}

The booking office came late. Conferences were held within 15 working days for
{_pin("icpc_within_15_working_days")} of children.

Recommendations of practice reviews that were put into practice:
{_pin("review_recommendations_implemented")}.""",
    "YR-02": f"""**Our judgement: the arrangements work for most children, and fail where an agency is
not in the room.**

For it speaks that decisions on referrals came within a day for
{_pin("decision_within_one_working_day_of_referral")} of them, and that assessments ended in time for
{_pin("assessment_within_45_working_days_of_referral")}.

Against it speaks that children came back to a plan: {_pin("repeat_plans_ever")} of plans were not the
child's
first. Reviews of plans worsened: all were on time for {_pin("plans_reviewed_on_time")} of plans.""",
    "YR-03": f"""We chose neglect, domestic abuse and school because the same three came up in audits, in
what families told
us and in the figures. {_DOCUMENT}

Neglect stays. Domestic abuse stays until every school is told in time. School stays for another year.""",
    "YR-04": f"""**Social care** gave the office, the chair and the analyst.

**Health** gave the designated doctor and nurse, and trained others in its own time.

**Police** gave the public protection unit's head and the data of every referral.

Who came to conferences, of all who were asked: {_pin("conference_attendance_by_agency")}. Returns that
came on
time: {_pin("returns_received_on_time")}.""",
    "YR-05": f"""People said after three months that training changed what they do in
{_pin("training_changed_practice")} of answers. We cannot say that children are safer for it: no figure here
links a course to a child.

Early help that closed with the family's needs met: {_pin("early_help_closed_with_needs_met")}.""",
    "YR-06": f"""Reviews, audits and the scrutineer agree on one thing: who is missing when it is
decided. They do not agree
on why. Audits found that the invitation came too late; health says that nobody was free. {_DOCUMENT}""",
    "YR-07": f"""The list below is long because most of what we chose moves slowly. Of early help we know
too little: the
figures begin only two years ago.

We tried reminders for reviews of plans, and they did not help. Plans with every review on time:
{_pin("plans_reviewed_on_time")}. From now on each review is booked at the one before it.""",
    "YR-08": f"""Two themes came up: a father whom nobody asked, and a move between areas that nobody
told the school of.
{_DOCUMENT} We say no more, so that no child can be known.

Serious incidents that were notified within five working days:
{_pin("serious_incidents_notified_in_time")}.""",
    "YR-09": f"""The decision that mattered most was to put a nurse on call. It followed the scrutineer's
challenge and two
reviews. What it changed we will know in a year. {_DOCUMENT}

Actions that were done by their day: {_pin("actions_completed_on_time")}.""",
    "YR-10": f"""Young people told us that they did not know what a conference decides. They wrote a page
about it, and every
child gets it before the conference. {_DOCUMENT}

Children who took part in their conference, or had somebody speak for them:
{_pin("children_taking_part_in_conferences")}. Feedback that led to an action: {_pin("feedback_acted_on")}.

> "Now I know who is in the room and why."

(A young person, who agreed that it is told here. Invented.)""",
    "YR-11": f"""Contributions in money came to {_pin("contributions_in_money")}, and what was given in
kind was worth
{_pin("contributions_in_kind")}. Police gave the same as the year before: in worth that is less.

We think the money was well spent on the analyst and the scrutineer, and too little was spent on training.
{_DOCUMENT}""",
    "YR-12": f"""Two changes are on the way: a nurse on call, and one office that books conferences. Both
are to be in force
by the autumn. {_DOCUMENT}""",
    "YR-13": f"""A head teacher, a college and the early years lead sit on the partnership. Seats of
education that were taken
at strategic meetings: {_pin("education_at_strategic_meetings")}. Early years came least.

Education changed one thing for everybody: discussions in term time are now called before school ends.

**If a school, college or nursery is worried that nobody acts:** tell the duty manager the same day; then
the
safeguarding lead of the authority; then the chair. The answer comes within three working days.
{_DOCUMENT}""",
    "YR-14": f"""One secure home is in the area. The review read every record of restraint of two months.
It went to
the three national bodies in June. {_DOCUMENT}""",
    "YR-15": f"""The analyst asked why ethnicity was missing for some children. A form of the police had
no place for it. The
form was changed, and the scrutineer closed the challenge. Ethnicity is recorded for
{_pin("ethnicity_recorded")} of children.

Requests for information that were answered in time: {_pin("information_requests_answered_in_time")}.""",
    "YR-16": f"""We accepted the challenge on recording and showed what was done. The one on health in
the room is still open,
and it is late. Recommendations of scrutiny that were closed with evidence:
{_pin("scrutiny_recommendations_closed")}. {_DOCUMENT}""",
    "YR-17": f"""Family help has one front door in Northmere, and will have one in Eastvale next year.
Teams of several
agencies for child protection are being built. What worries us is the number of social workers with enough
experience. {_DOCUMENT}""",
    "YR-19": f"""Practitioners now ask who the father is, and write down the answer. A sample of files
showed it.
{_DOCUMENT}""",
    "YR-20": f"""Recommendations for which an impact on practice can be shown:
{_pin("review_recommendations_with_impact")}.
For the others it is too early, or nobody looked.""",
    "YR-21": f"""Black children were more likely to come to an enquiry in Northmere; the figures above
say at which step. They
do not say why. We asked the scrutineer to look at thirty files of each group. {_DOCUMENT}""",
    "YR-22": f"""We trained those who decide on enquiries to say aloud what they know and what they
suppose. Whether it
changed a decision we do not know yet. {_DOCUMENT}""",
    "YR-24": f"""Of contacts, {_pin("contacts_that_become_referrals")} became referrals. Of children who
were referred,
{_pin("referrals_with_no_further_action")} needed nothing more. Schools say that the line is drawn too high.
{_DOCUMENT}""",
    "YR-25": f"""Early help closed with the needs met for {_pin("early_help_closed_with_needs_met")} of
families. Within a
year of it, {_pin("early_help_then_referred_within_12_months", "2023-24")} of children were referred to
social care: that is of the year before, since a year must pass.""",
    "YR-26": f"""This report is a web page, a PDF that can be read aloud, and a Word file. Ask the office
for large print,
easy read, British Sign Language, Welsh or another language. {_DOCUMENT}""",
    REPLY: f"""We thank the scrutineer. We agree on health in the room, and have put a nurse on call. We do
not agree that the police give too little data: all their returns came. {_DOCUMENT}""",
}
LEFT_OUT: Final[Mapping[str, str]] = {
    "YR-18": "No audit of the local protocol for assessment ended this year. The next begins in May.",
}
SAYS: Final = """I looked at 40 files, sat in twelve meetings and talked with young people nine times.

**What I saw.** People who know each other's names, and who say so when they do not know. Recording improved
because somebody asked why it was missing.

**What worries me.** When it is decided whether a child comes to an enquiry, health is often not there.
I have asked how the partners make sure of it. I am still waiting for an answer.

**What I could not see.** Whether early help lasts. The figures begin too late to say.

*Skye Fabricatt, independent scrutineer (invented)*"""
STATEMENTS: Final = {
    "social_care": "I sign for children who are known by name to those who help them. Next year I want every "
    "review of a plan to be on time.",
    "health": "A nurse on call costs little, and was asked for twice. I am sorry that it took us a year.",
    "police": "Officers will ask who else lives in the house, and write it down. I will look at it "
    "each quarter.",
}


def write_report(
    records: Callable[[Callable[[], dt.datetime]], Records],
    rules: Rules,
    places: tuple[Signatory, ...],
) -> None:
    """Write the report of YEAR as a draft that can be submitted, unless somebody began one."""
    diary = Diary(records, rules)
    if signoff.reports_of(diary.records.entries(signoff.KIND), places):
        return
    diary.on(60)
    id = diary.write(signoff.begin(_CHAIR, YEAR, places))

    def desk(who: str) -> Desk:
        return Desk(_held(diary, id, places), PEOPLE[f"invented-{who}"], places, diary.at)

    for number, (key, text) in enumerate(TEXTS.items()):
        diary.on(55 - number)
        diary.write(signoff.write(desk("care"), key, _unwrapped(text)))
    diary.on(20)
    for requirement, reason in LEFT_OUT.items():
        diary.write(signoff.leave_out(desk("care"), requirement, reason))
    diary.on(14)
    diary.write(signoff.write(desk("scrutineer"), SCRUTINEER, _unwrapped(SAYS)))
    diary.on(10)
    leads = {"social_care": "lead-council", "health": "lead-health", "police": "lead-police"}
    for place in places:
        who = leads[place.agency]
        if signoff.place_of(PEOPLE[f"invented-{who}"], places) == place:
            text = STATEMENTS[place.agency]
            diary.write(signoff.write(desk(who), STATEMENT + place.key, text))


def _unwrapped(text: str) -> str:
    """A text as somebody types it: a paragraph is one line, each item of a list another."""
    return re.sub(r"(?<!\n)\n(?![\n*>]|\d\.)", " ", text)


def _held(diary: Diary, id: str, places: tuple[Signatory, ...]) -> Report:
    return signoff.report_of(diary.records.entries(subject=id), places)
