"""Who you are, and which pages you get."""

from typing import Any

import streamlit as st

from dashboard import figure, identity, release_words, rows, session, wording
from data.problems import UserError

PAGES: dict[str, tuple[str, str]] = {
    "views/dsp_what_changed.py": ("What changed", "what-changed"),
    "views/lsp_assurance.py": ("Assurance", "assurance"),
    "views/dsp_front_door.py": ("Front door", "front-door"),
    "views/dsp_early_help.py": ("Early help", "early-help"),
    "views/dsp_referrals.py": ("Referrals and assessments", "referrals"),
    "views/dsp_timeliness.py": ("Timeliness", "timeliness"),
    "views/dsp_child_protection.py": ("Child protection", "child-protection"),
    "views/dsp_repeat.py": ("Repeat activity", "repeat"),
    "views/dsp_participation.py": ("Who was in the room", "room"),
    "views/dsp_education.py": ("Education", "education"),
    "views/dsp_exploitation.py": ("Exploitation and missing", "exploitation"),
    "views/dsp_learning.py": ("Learning from reviews", "learning"),
    "views/dsp_governance.py": ("How we work together", "governance"),
    "views/lsp_money.py": ("Money", "money"),
    "views/dsp_who_our_children_are.py": ("Who our children are", "who"),
    "views/fairness.py": ("Fairness", "fairness"),
    "views/priorities.py": ("Priorities", "priorities"),
    "views/actions.py": ("Actions and decisions", "actions"),
    "views/what_families_told_us.py": ("What children and families told us", "told-us"),
    "views/commentary.py": ("Commentary", "commentary"),
    "views/year_log.py": ("Insights, arrangements and reforms", "log"),
    "views/papers.py": ("Papers for meetings", "papers"),
    "views/yearly_report.py": ("Yearly report", "yearly-report"),
    "views/report_signatures.py": ("Sign the report", "sign-report"),
    "views/returns.py": ("Returns", "returns"),
    "views/scrutineer_workspace.py": ("Investigations", "investigations"),
    "views/challenges.py": ("Challenges", "challenges"),
    "views/scrutineer_map.py": ("Scrutiny map and plan", "scrutiny-map"),
    "views/trust.py": ("Can we trust this?", "trust"),
    "views/every_measure.py": ("Every measure", "measures"),
    "views/analyst_load.py": ("Load files", "load"),
}
"""Each page: its script, its name and its address."""
JOURNEY = (
    "views/dsp_front_door.py",
    "views/dsp_early_help.py",
    "views/dsp_referrals.py",
    "views/dsp_timeliness.py",
    "views/dsp_child_protection.py",
    "views/dsp_repeat.py",
)
TOGETHER = (
    "views/dsp_participation.py",
    "views/dsp_education.py",
    "views/dsp_exploitation.py",
    "views/dsp_learning.py",
    "views/dsp_governance.py",
    "views/lsp_money.py",
)
HOME = "views/dsp_what_changed.py"
WHO = "views/dsp_who_our_children_are.py"
FAIRNESS = "views/fairness.py"
CHALLENGES, MAP = "views/challenges.py", "views/scrutineer_map.py"
INVESTIGATIONS = "views/scrutineer_workspace.py"
PRIORITIES, ACTIONS = "views/priorities.py", "views/actions.py"
FAMILIES, COMMENTARY = "views/what_families_told_us.py", "views/commentary.py"
YEAR = (PRIORITIES, ACTIONS, FAMILIES, COMMENTARY, "views/year_log.py")
ASSURANCE, PAPERS = "views/lsp_assurance.py", "views/papers.py"
REPORT, SIGNATURES = "views/yearly_report.py", "views/report_signatures.py"
TRUST = ("views/returns.py", "views/trust.py", "views/every_measure.py")


def _beginning_with(*first: str) -> tuple[str, ...]:
    """All pages: the first of a role's job, then the child's journey, working together, and the figures."""
    figures = (*JOURNEY, *TOGETHER, HOME, WHO, FAIRNESS)
    partners = (ASSURANCE, *YEAR, PAPERS, REPORT, SIGNATURES)
    others = (*figures, *partners, INVESTIGATIONS, CHALLENGES, MAP, *TRUST)
    return (*first, *(one for one in others if one not in first))


NAVIGATION: dict[str, tuple[str, ...]] = {
    "dsp": _beginning_with(HOME, *YEAR, PAPERS, REPORT, CHALLENGES, FAIRNESS, WHO),
    "lsp": _beginning_with(
        ASSURANCE,
        SIGNATURES,
        HOME,
        PAPERS,
        PRIORITIES,
        ACTIONS,
        CHALLENGES,
        "views/lsp_money.py",
        "views/trust.py",
    ),
    "scrutineer": _beginning_with(
        INVESTIGATIONS, HOME, FAIRNESS, CHALLENGES, MAP, WHO, "views/trust.py", *YEAR, REPORT
    ),
    "analyst": _beginning_with(
        "views/analyst_load.py", "views/returns.py", "views/trust.py", COMMENTARY, ACTIONS, REPORT
    ),
}
"""The pages of each role, in the order of its job; the first is where it starts."""
DOOR = "Start"

WIDTH_PIXELS = 1040
STYLE = """<style>
.stMainBlockContainer { padding-top: 1.5rem; padding-bottom: 0.5rem; }
.stMainBlockContainer h1 { font-size: 1.9rem; padding: 0.25rem 0; }
.stMainBlockContainer h2 { font-size: 1.3rem; padding: 0.25rem 0; line-height: 1.3; }
.stMainBlockContainer h3 { font-size: 1.15rem; padding: 0.25rem 0; line-height: 1.3; }
[data-testid="stHeading"] [data-testid="stMarkdownContainer"],
[data-testid="stPageLink"] [data-testid="stMarkdownContainer"],
[data-testid="stCaptionContainer"] { margin-bottom: 0; }
[data-testid="stCaptionContainer"] { opacity: 1; }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p { color: #4B5359; }
[data-testid="stCaptionContainer"] p { margin-bottom: 0; }
[data-testid="stPageLink"] a {
  padding: 4px 0; height: auto; min-height: 24px; background: transparent; font-weight: 400;
}
[data-testid="stPageLink"] a:hover { background: #E9EEF3; }
[data-testid="stPageLink"] p {
  white-space: normal; line-height: 1.35; text-decoration: underline; text-underline-offset: 3px;
  font-weight: 400; color: #12436D;
}
[data-testid="stPageLink"] strong { font-weight: 600; }
[data-testid="stPageLink"] img { vertical-align: -2px; margin-right: 2px; }
[data-testid="stTooltipIcon"] button, [data-testid="stDateInput"] button {
  min-width: 24px; min-height: 24px;
}
.said {
  white-space: pre-wrap; overflow-wrap: anywhere; border-inline-start: 3px solid #6F777B;
  padding-inline-start: 12px; margin-block-end: 2px; unicode-bidi: plaintext;
}
.said ul { margin: 0; }
.wide { overflow-x: auto; }
.wide table { border-collapse: collapse; width: 100%; }
.wide caption { text-align: start; font-weight: 600; color: inherit; caption-side: top; }
.wide th, .wide td { border: 1px solid #6F777B; padding: 4px 8px; text-align: start; vertical-align: top; }
.wide thead th { background: #E9EEF3; }
.wide tbody th { font-weight: 400; }
.aside { color: #4B5359; font-size: 0.85em; }
.stHtml dl.facts { margin: 0; padding: 0; }
.facts dt { color: #4B5359; font-size: 0.9rem; margin-block-start: 6px; }
.facts dd {
  margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; border-inline-start: 3px solid #6F777B;
  padding-inline-start: 12px; unicode-bidi: plaintext;
}
@media (max-width: 640px) { .stMainBlockContainer { padding-top: 3.75rem; } }
</style>"""
"""Our own static style: smaller headings, captions dark enough to read, links that look like links."""


def pages(role: str) -> list[Any]:
    """The pages of a role as Streamlit takes them, behind a door that leads to the first.

    Streamlit takes its address from the page that it starts with. With the door there, a page has
    the same address for every role, and a link that one reader sends works for another. They are one list:
    Streamlit's headings of sections are no list for a screen reader (WCAG 1.3.1).
    """
    shown = [
        st.Page(path, title=PAGES[path][0], url_path=PAGES[path][1]) for path in NAVIGATION[role]
    ]
    return [st.Page(lambda: None, title=DOOR, default=True, visibility="hidden"), *shown]


def sidebar() -> Any:
    """Who I am, where, when and the pages; gives the page to run."""
    person = session.introduce(st.sidebar)
    st.sidebar.caption(identity.described(person))
    role = session.role()
    page = st.navigation(pages(role), expanded=True)
    session.go_on(NAVIGATION[role][0] if page.title == DOOR else None)
    held = session.release()
    if held is not None:
        session.choose("area", rows.areas(held), "Area", where=st.sidebar, default=person.area)
        words = {
            key: wording.financial_years(one.kind, one.end)
            for key, one in rows.periods(held).items()
        }
        session.choose("period", words, "Year, for groups and parts", where=st.sidebar)
        st.sidebar.caption(
            f"{held.manifest['partnership']}. {release_words.release_line(held.manifest, held.digest)}"
        )
    if not session.signs_in():
        st.sidebar.caption(
            "Nobody signs in yet: this dashboard opens on this computer only, and you choose who you are "
            "among invented people."
        )
    return page


def run() -> None:
    """One redraw. The one place that shows a fault which the reader can put right."""
    st.set_page_config(page_title="Safeguarding partnership", layout="wide")
    st.html(STYLE)
    st.session_state["acronyms"] = set()
    st.session_state["marks explained"] = False
    try:
        page = sidebar()
        session.arrive(page.title)
        with st.container(width=WIDTH_PIXELS):
            page.run()
        session.leave(page.title)
    except UserError as error:
        st.title("Something has to be put right first", anchor=False)
        st.error(figure.lines(error))


run()
