"""The yearly report as its entries leave it, and who may do what: draft, submitted, signed, published.

Pure: no clock, no files. A signature holds for one digest of the report's words and figures. Whatever is
written afterwards makes it void, and `changes_since` says what that was.
"""

from dashboard.signoff.acting import (
    Desk,
    begin,
    copies_due,
    copies_missing,
    correct,
    leave_out,
    publish,
    send_back,
    send_copy,
    set_day,
    sign,
    submit,
    take_up,
    write,
)
from dashboard.signoff.folding import Change, changes_since, report_of, reports_of
from dashboard.signoff.rights import allowed, place_of, unsigned, writable
from dashboard.signoff.state import (
    ADDRESSES,
    COPIES,
    KIND,
    REPLY,
    SCRUTINEER,
    STATE_WORDS,
    STATEMENT,
    SUMMARY,
    Act,
    Report,
    Signatory,
    Signature,
    State,
    signatories,
)

__all__ = [
    "ADDRESSES",
    "COPIES",
    "KIND",
    "REPLY",
    "SCRUTINEER",
    "STATEMENT",
    "STATE_WORDS",
    "SUMMARY",
    "Act",
    "Change",
    "Desk",
    "Report",
    "Signatory",
    "Signature",
    "State",
    "allowed",
    "begin",
    "changes_since",
    "copies_due",
    "copies_missing",
    "correct",
    "leave_out",
    "place_of",
    "publish",
    "report_of",
    "reports_of",
    "send_back",
    "send_copy",
    "set_day",
    "sign",
    "signatories",
    "submit",
    "take_up",
    "unsigned",
    "writable",
    "write",
]
