"""Coordinates of a file become country, region and coarse place; the coordinates themselves are not kept."""

from typing import Any

import numpy as np
import pandas as pd

from records.countries import UNKNOWN
from records.importing.columns import cells
from records.importing.mapping import Field
from records.importing.reading import Chunk
from records.importing.targets import POINT, Target
from records.places import locate

Numbers = np.ndarray[Any, np.dtype[np.float64]]


def fill_places(frame: pd.DataFrame, chunk: Chunk, fields: tuple[Field, ...], target: Target) -> None:
    """Fill the place columns of `frame` in place where the fields hold a point; what is stated stays.

    Findings name no coordinate: it would be stored with them.
    """
    points = {field.name: field for field in fields if field.name in POINT}
    if not points:
        return
    latitude, longitude = (_degrees(chunk, points[name]) for name in POINT)
    name = target.place["country"]
    country = frame[name] if name in frame else pd.Series(None, index=frame.index, dtype="str")
    located = _located(latitude, longitude, country.where(country != UNKNOWN))
    for at in np.flatnonzero(located["rejected"].fillna("").to_numpy() != ""):
        chunk.findings.reject(int(at), "latitude", None, located["rejected"].iloc[at])
    for at in np.flatnonzero(located["warning"].fillna("").to_numpy() != ""):
        chunk.findings.warn(int(at), "latitude", None, located["warning"].iloc[at])
    for part, name in target.place.items():
        found = located[part].replace("", None).astype("str")
        stated = frame[name].where(frame[name] != UNKNOWN) if name in frame else found
        default: Any = target.defaults.get(name)
        frame[name] = stated.fillna(found) if default is None else stated.fillna(found).fillna(default)


def _located(latitude: Numbers, longitude: Numbers, country: "pd.Series[str]") -> pd.DataFrame:
    """`locate` for each different point; clicks and tips come from few places."""
    points = pd.DataFrame({"latitude": latitude, "longitude": longitude, "country": country})
    codes, different = points.groupby([*points], dropna=False, sort=False).ngroup(), points.drop_duplicates()
    found = locate(different["latitude"], different["longitude"], different["country"])
    return found.take(codes.to_numpy()).reset_index(drop=True)


def _degrees(chunk: Chunk, field: Field) -> Numbers:
    texts = pd.Series(cells(chunk, field), dtype="str").str.strip().replace("", None)
    degrees = pd.to_numeric(texts, errors="coerce").astype("float64").replace([np.inf, -np.inf], np.nan)
    for at in np.flatnonzero(degrees.isna() & texts.notna()):
        chunk.findings.reject(int(at), field.name, None, "not a number of degrees with a decimal point")
    return np.asarray(degrees, dtype=np.float64)
