"""Everybody: what did data teach us, what does each partner give, and what changed around us?"""

from dashboard import figure, session, year_page
from dashboard.through_the_year import words

held, found = session.release(), year_page.every()
one = year_page.asked(found)
if one is not None:
    year_page.whole(held, found, one)
else:
    figure.heading("Insights, arrangements and reforms", words.log_answer(found))
    for kind, title in (
        ("insight", "What the data taught us"),
        ("contribution", "What each partner gives"),
        ("arrangements_change", "Changes to the published arrangements"),
        ("reform", "National reforms"),
    ):
        year_page.section(title, year_page.of(found, kind)[::-1], held, words.NONE[kind])
        year_page.offers(held, found, kind)
    year_page.never_begun()
