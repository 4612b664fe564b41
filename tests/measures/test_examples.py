"""Every worked example of the catalogue is true: its tables give what it says."""

import pytest

from metrics.examples import EXAMPLES

WORKED = [
    pytest.param(measure, example, id=f"{measure} {number}")
    for measure, examples in EXAMPLES.items()
    for number, example in enumerate(examples, start=1)
]


@pytest.mark.parametrize(("measure", "example"), WORKED)
def test_a_worked_example_gives_what_it_says(spec, measure, example):
    spec(
        measure=measure,
        extract_date=example.as_at,
        expected=example.expected,
        **example.tables,
    )


@pytest.mark.parametrize(("measure", "example"), WORKED)
def test_a_worked_example_is_in_plain_words(measure, example):
    for text in (example.given, example.then):
        assert text.endswith(".")
        sentences = [sentence for sentence in text.replace("?", ".").split(". ") if sentence]
        assert max(len(sentence.split()) for sentence in sentences) <= 30, text
        assert "case" not in text.lower()
        assert "_" not in text
