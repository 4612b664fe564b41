"""The scrutineer's workspace: a question and what was expected, then figures, then what became of it.

Its pages read the release and never compute from counts; what is written goes to the records as entries.
"""
