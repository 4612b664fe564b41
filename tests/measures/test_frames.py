"""Frames that are made when they are first asked for."""

import polars as pl
import pytest

from metrics.frames import Frames

PLANS = pl.DataFrame({"child": ["A"]})


def test_a_frame_is_made_at_its_first_use_and_only_once():
    made = []

    def maker() -> pl.DataFrame:
        made.append("plans")
        return PLANS

    frames = Frames({"plans": maker})
    assert not made
    assert frames["plans"] is frames["plans"] is PLANS
    assert made == ["plans"]


def test_what_is_made_stands_before_what_lay_beside():
    beside = {"plans": PLANS.clear(), "reviews": PLANS.clear()}
    frames = Frames({"plans": lambda: PLANS}, beside=beside)
    assert {name: frame.height for name, frame in frames.items()} == {"plans": 1, "reviews": 0}
    assert len(frames) == 2


def test_a_frame_that_nobody_makes_is_asked_for_in_vain():
    with pytest.raises(KeyError):
        Frames({})["plans"]
