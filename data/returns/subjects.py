"""Every subject of which a partner may send a return."""

from data.returns import education, health, partnership, police, social_care
from data.returns.layout import Subject

SUBJECTS: dict[str, Subject] = {
    subject.key: subject
    for file in (social_care, health, police, education, partnership)
    for subject in file.SUBJECTS
}
"""By key, in the order in which they are listed."""

_OF_EXTRACTS_TOO = {"looked_after_periods"}
"""Tables that case extracts fill in the same columns: `data.tables` declares them."""

BY_TABLE: dict[str, tuple[Subject, ...]] = {
    table: tuple(one for one in SUBJECTS.values() if one.table == table)
    for table in dict.fromkeys(subject.table for subject in SUBJECTS.values())
    if table not in _OF_EXTRACTS_TOO
}
"""The subjects that fill each table of returns."""
