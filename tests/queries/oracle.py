"""A deliberately naive second implementation of every count: pandas over all raw rows."""

import pandas as pd

ASSESSMENTS = ("spam", "duplicate", "unusable", "actionable", "pending")
_COUNTRY = {"tips": "origin_country", "shares": "country", "views": "country"}


def in_scope(frames, source, filters, agencies):
    """The raw rows that the filters leave, one filter after the other."""
    rows = frames[source].merge(frames["objects"], on="object_id")
    rows["agency"] = rows["case_id"].map(agencies)
    if filters.from_:
        rows = rows[rows["day"] >= filters.from_]
    if filters.to:
        rows = rows[rows["day"] <= filters.to]
    columns = {"category": "category", "object": "object_id", "agency": "agency", "country": _COUNTRY[source]}
    columns |= {"tips": {"channel": "channel"}}.get(source, {"network": "network"})
    for name, column in columns.items():
        if getattr(filters, name):
            rows = rows[rows[column].isin(getattr(filters, name))]
    return rows


def measured(rows, source):
    """Columns whose sums are the measures."""
    if source == "tips":
        parts = {name: (rows["assessment"] == name).astype("int64") for name in ASSESSMENTS}
        return pd.DataFrame(
            {"n": 1, **parts, "identified": (rows["investigation"] == "identified").astype("int64")}
        )
    if source == "shares":
        return pd.DataFrame({"n": rows["n"], "clicks": rows["n"].where(rows["kind"] == "click", 0)})
    return pd.DataFrame({"n": rows["n"]})


def counts(frames, source, filters, agencies, by=(), grain=None):
    """Sorted list of (key…, {measure: count}) rows, as a dictionary by key."""
    rows = in_scope(frames, source, filters, agencies)
    keys = {}
    for name in by:
        keys[name] = rows[name].fillna("none") if name == "suggested_country" else rows[name]
    if grain:
        day = pd.to_datetime(rows["day"])
        start = {
            "day": day,
            "week": day - pd.to_timedelta(day.dt.day_of_week, unit="D"),
            "month": day.dt.to_period("M").dt.start_time,
        }
        keys[grain] = start[grain].dt.date
    sums = measured(rows, source).astype("int64")
    if not keys:
        return {(): sums.sum().to_dict()}
    grouped = sums.groupby(
        [pd.Series(list(v), index=rows.index, name=k, dtype="object") for k, v in keys.items()]
    ).sum()
    grouped = grouped[grouped["n"] > 0]
    return {(key if isinstance(key, tuple) else (key,)): row.to_dict() for key, row in grouped.iterrows()}
