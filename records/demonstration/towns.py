"""Regions and places inside a country, drawn by the number of people who live there."""

import numpy as np

from records.demonstration.geography import Codes, Indices
from records.places import gazetteer

SPREAD = 0.85  # exponent on population: small towns take part a little more than their size


class Towns:
    """The places of some countries (codes in order); a country without listed places gives none."""

    def __init__(self, codes: Codes) -> None:
        listed = gazetteer().reset_index()
        listed = listed[(listed["place"] != "") & listed["country"].isin(list(codes))]
        order = {code: n for n, code in enumerate(codes)}
        listed = listed.assign(number=listed["country"].map(order))
        listed = listed.sort_values(["number", "region", "place"], kind="stable")
        self._regions = np.array([*listed["region"], None], dtype=object)
        self._regions[self._regions == ""] = None
        self._places = np.array([*listed["place"], None], dtype=object)
        weight = np.append(listed["population"].to_numpy(float) ** SPREAD, 0.0)
        self._cumulative = np.concatenate([[0.0], np.cumsum(weight)])
        self._first = np.searchsorted(listed["number"].to_numpy(), np.arange(len(codes) + 1))

    def draw(self, rng: np.random.Generator, country: Indices) -> tuple[Codes, Codes]:
        """Region and place (None where there is none) for each country index; none for negative indices."""
        known = np.maximum(country, 0)
        low, high = self._cumulative[self._first[known]], self._cumulative[self._first[known + 1]]
        point = low + rng.random(len(country)) * (high - low)
        row = np.searchsorted(self._cumulative, point, side="right") - 1
        row = np.where((country >= 0) & (high > low), np.minimum(row, len(self._places) - 1), -1)
        return self._regions[row], self._places[row]
