"""Who may do what with a challenge: partners reply, and only the scrutineer closes and opens again."""

from dashboard.challenges.state import OF_PARTNERS, OF_THE_SCRUTINEER, Action, Challenge, State
from data.entries import Person


def allowed(challenge: Challenge | None, person: Person) -> tuple[Action, ...]:
    """What a person may do with a challenge, or without one (None). Empty: they may read it."""
    if challenge is None:
        return (Action.ISSUE,) if person.holds("scrutineer", "sponsor") else ()
    if person.holds("scrutineer"):
        if challenge.closed:
            return (Action.NOTE, Action.REOPEN)
        may = [action for action in OF_THE_SCRUTINEER if action is not Action.ESCALATE]
        if not challenge.escalated:
            may.append(Action.ESCALATE)
        # A question that was answered stays the question that was answered.
        unanswered = challenge.responded_on is None
        return (Action.AMEND, *may) if unanswered and _is_of(challenge, person) else tuple(may)
    if challenge.closed:
        return ()
    if answers(challenge, person):
        waiting = {State.ISSUED, State.ASKED_AGAIN, State.ESCALATED, State.REOPENED}
        return tuple(
            action
            for action in OF_PARTNERS
            if action is not Action.ACKNOWLEDGE or challenge.state in waiting
        )
    return (Action.NOTE,) if _is_of(challenge, person) else ()


def answers(challenge: Challenge, person: Person) -> bool:
    """Whether a person may answer: of the agency asked, or a lead partner once it is before them."""
    if person.holds("scrutineer"):
        return False
    if challenge.escalated and person.holds("lsp"):
        return True
    return person.agency == challenge.to.agency and (
        person.holds("lsp") or (challenge.to.level != "lsp" and person.holds("dsp", "partner"))
    )


def _is_of(challenge: Challenge, person: Person) -> bool:
    return challenge.raised_by.id == person.id
