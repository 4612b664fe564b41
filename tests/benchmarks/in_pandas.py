"""Three measures written a second time, in pandas, for totals by area and financial year.

A second opinion on the figures, and something to set our times beside. Written from the rules, not
from our code: working days are counted by NumPy, windows by pandas.
"""

import numpy as np
import pandas as pd

from data.reference import bank_holidays

Frames = dict[str, pd.DataFrame]
HOLIDAYS = bank_holidays()["date"].to_numpy().astype("datetime64[D]")
NEVER = pd.Timestamp("2262-01-01")


def re_referrals_within_12_months(frames: Frames, first_day: pd.Timestamp) -> pd.DataFrame:
    """Referrals not on an open episode, of those a year or more after the first loaded day."""
    referrals = frames["referrals"].sort_values(["child", "referral_date"])
    ended = referrals["closure_date"].fillna(NEVER).where(~referrals["no_further_action"])
    open_until = ended.groupby(referrals["child"]).cummax()
    open_until = open_until.groupby(referrals["child"]).ffill().groupby(referrals["child"]).shift()
    counted = ~(open_until > referrals["referral_date"])
    rows = referrals[counted]
    before = rows.groupby("child")["referral_date"].shift()
    met = rows["referral_date"] <= before + pd.DateOffset(months=12)
    known = rows["referral_date"] - pd.DateOffset(months=12) >= first_day
    return _by_year(rows[known], rows["referral_date"][known], met[known])


def assessment_within_45_working_days_of_referral(frames: Frames) -> pd.DataFrame:
    """Assessments authorised; the first of an episode from the referral, later ones from their start."""
    rows = frames["assessments"].merge(
        frames["referrals"][["area", "referral", "referral_date"]], on=["area", "referral"]
    )
    rows = rows.sort_values(["referral", "start_date"])
    first = ~rows["referral"].duplicated()
    start = rows["referral_date"].where(first, rows["start_date"])
    done = rows["authorised_date"].notna()
    rows, start = rows[done], start[done]
    met = rows["authorised_date"] <= _working_days_after(start, 45)
    return _by_year(rows, rows["authorised_date"], met)


def icpc_within_15_working_days(frames: Frames) -> pd.DataFrame:
    """Conferences held, timed from the enquiry that led to them."""
    held = (
        frames["conferences"].groupby(["area", "enquiry"], as_index=False)["conference_date"].min()
    )
    rows = frames["section_47_enquiries"].merge(held, on=["area", "enquiry"])
    met = rows["conference_date"] <= _working_days_after(rows["start_date"], 15)
    return _by_year(rows, rows["conference_date"], met)


def _working_days_after(start: pd.Series, days: int) -> pd.Series:
    due = np.busday_offset(
        start.to_numpy().astype("datetime64[D]"), days, roll="backward", holidays=HOLIDAYS
    )
    return pd.Series(due.astype("datetime64[ns]"), index=start.index)


def _by_year(rows: pd.DataFrame, date: pd.Series, met: pd.Series) -> pd.DataFrame:
    year = date.dt.year - (date.dt.month < 4)
    return met.groupby([rows["area"], year.rename("year")]).agg(met="sum", of="count").reset_index()
