"""Everybody: what did children and families say, what did we do, and did we tell them?"""

from dashboard import figure, session, year_page
from dashboard.through_the_year import words

held, found = session.release(), year_page.every()
one = year_page.asked(found)
if one is not None:
    year_page.whole(held, found, one)
else:
    figure.heading("What children and families told us", words.feedback_answer(found))
    told = year_page.of(found, "feedback")[::-1]
    for item in sorted(told, key=words.is_over):
        year_page.said_and_did(item)
    year_page.offers(held, found, "feedback")
