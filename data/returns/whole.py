"""What a return says of itself, made whole: what it leaves out and need not say, and what cannot be."""

import datetime as dt
from dataclasses import replace
from typing import Final

from data.formats.partner_returns import Return
from data.problems import UserError, day_in_words
from data.returns.statement import LABELS, PARTNERSHIP, Statement

MOST_YEARS_OF_A_RETURN: Final = 20


def whole_statement(returned: Return, file: str, received: dt.date | None) -> Statement:
    """What a return says of itself, complete.

    received  the day on which it came
    Raises UserError naming what is not said, or what cannot be.
    """
    says, subject = returned.says, returned.subject
    if subject.of == "partnership" and says.area is None:
        says = replace(says, area=PARTNERSHIP)
    if says.agency is None and len(subject.senders) == 1:
        says = replace(says, agency=subject.senders[0])
    if says.current_as_of is None:
        says = replace(says, current_as_of=says.covers_to)
    lacking = [
        LABELS[name]
        for name in ("agency", "area", "covers_from", "covers_to")
        if getattr(says, name) is None
    ]
    if lacking:
        raise UserError(
            f"{file} is a return of “{subject.title}” and does not say: {', '.join(lacking)}.\n"
            "Write it above the headings, one a line, as the template does, or give it beside the file."
        )
    assert says.covers_from is not None
    assert says.covers_to is not None
    assert says.current_as_of is not None
    if says.covers_from > says.covers_to:
        raise UserError(f"{file}: the period ends before it begins.\nCorrect one of its two days.")
    if says.covers_to.year - says.covers_from.year > MOST_YEARS_OF_A_RETURN:
        raise UserError(
            f"{file}: its period, {day_in_words(says.covers_from)} to {day_in_words(says.covers_to)}, "
            f"is longer than {MOST_YEARS_OF_A_RETURN} years, and nothing would have happened in most of "
            "them.\n"
            "Correct the year of “Period from”, or send the earlier years apart."
        )
    if says.current_as_of < says.covers_to:
        raise UserError(
            f"{file}: its period ends after the day on which its records were read.\n"
            "A return cannot tell of days to come: correct “Period to” or “Current as of”."
        )
    of_whole = says.area == PARTNERSHIP
    if subject.of != "either" and of_whole != (subject.of == "partnership"):
        right = (
            "of the whole partnership" if subject.of == "partnership" else "of one local authority"
        )
        raise UserError(
            f"{file}: a return of “{subject.title}” is {right}.\nCorrect “Local authority” above its "
            "headings."
        )
    _refuse_days_to_come(returned, says, file, received)
    return says


def _refuse_days_to_come(
    returned: Return, says: Statement, file: str, received: dt.date | None
) -> None:
    """A return of days after it came would say that nothing happened on them. A plan may lie ahead."""
    subject = returned.subject
    planned = any(one.ahead and one.name == subject.date for one in subject.fields)
    assert says.current_as_of is not None
    if received is not None and says.current_as_of > received and not planned:
        raise UserError(
            f"{file} came on {day_in_words(received)}, and says that it is current as of "
            f"{day_in_words(says.current_as_of)}.\n"
            "A return cannot tell of days to come: correct “Period to” or “Current as of” (or the day on "
            "which it came: --received)."
        )
