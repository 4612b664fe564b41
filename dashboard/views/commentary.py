"""Everybody: what do agencies say of the figures, what was asked of them, and what came of it?"""

from dashboard import figure, session, year_page
from dashboard.through_the_year import status, words

held, found, today = session.release(), year_page.every(), session.today()
one = year_page.asked(found)
if one is not None:
    year_page.whole(held, found, one)
else:
    figure.heading("Commentary", words.commentary_answer(found, today))
    every = year_page.of(found, "commentary")
    late = [*status.overdue(every, today)]
    asked = [one for one in every if one.state == "asked"]
    year_page.section("Overdue", late, held)
    year_page.section("Asked for", [one for one in asked if one not in late], held)
    year_page.section("Given", [one for one in reversed(every) if one.state == "given"], held)
    year_page.section(
        "No longer asked for", [one for one in every if one.state == "withdrawn"], held
    )
    year_page.offers(held, found, "commentary")
