"""The investigation note: what a scrutineer asked, saw and concluded, as PDF and as a Word file."""

from collections.abc import Iterable

from dashboard.investigations import Investigation
from data.entries import Entry
from metrics.release import Release


def note_pdf(investigation: Investigation, entries: Iterable[Entry], release: Release) -> bytes:
    """The note as a PDF that a screen reader can read (PDF/UA-1).

    entries  of the records, whatever their kind: the challenges that came of it are read from them
    release  whose figures are printed, for the steps that were written on it: that of the newest look.
             Settings of a step that are read (`Shown.settings`): measure, characteristic, group, area,
             period (a key of `rows.periods`: "2024-25"), base, reference, adjuster; any may be lacking
    The same investigation, entries and release give the same bytes.
    """
    raise NotImplementedError


def note_docx(investigation: Investigation, entries: Iterable[Entry], release: Release) -> bytes:
    """The note as a Word file, with the same contents. See `note_pdf`."""
    raise NotImplementedError
