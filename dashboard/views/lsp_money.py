"""Lead partners: who pays for the arrangements?"""

from dashboard import story

story.theme_page(
    "views/lsp_money.py", "Money", "Who pays for working together, and what is given in kind?"
)
