"""What the partners keep through the year: priorities, actions, decisions, risks, disputes and the logs.

Pure: records are folded from their entries, and an act gives an entry to write. Kinds are declared as values;
their paragraphs of Working Together 2023 stand in their guidance.
"""

from dashboard.through_the_year.declared import Act, Field, Is, Kind
from dashboard.through_the_year.folding import item_of, items, never_begun, of
from dashboard.through_the_year.item import Item, Version
from dashboard.through_the_year.kinds import KINDS
from dashboard.through_the_year.rights import may_act, may_begin
from dashboard.through_the_year.writing import Around, act, begin, usual_day

__all__ = [
    "KINDS",
    "Act",
    "Around",
    "Field",
    "Is",
    "Item",
    "Kind",
    "Version",
    "act",
    "begin",
    "item_of",
    "items",
    "may_act",
    "may_begin",
    "never_begun",
    "of",
    "usual_day",
]
