"""Filling places from ranked candidates, under the caps of categories and agencies."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Caps:
    """At most so many places per category and per agency; `category` and `agency` give each object's."""

    category: Sequence[str]
    agency: Sequence[str]
    category_cap: int
    agency_cap: int


def fill(staying: Iterable[int], ranked: Iterable[int], places: int, caps: Caps) -> list[int]:
    """The first `places` of `ranked` that keep the caps together with `staying`; fewer if there are none."""
    categories = Counter(caps.category[o] for o in staying)
    agencies = Counter(caps.agency[o] for o in staying)
    chosen: list[int] = []
    for candidate in ranked:
        if len(chosen) == places:
            break
        category, agency = caps.category[candidate], caps.agency[candidate]
        if categories[category] < caps.category_cap and agencies[agency] < caps.agency_cap:
            chosen.append(candidate)
            categories[category] += 1
            agencies[agency] += 1
    return chosen


def spread_over(total: int, weights: Sequence[float]) -> list[int]:
    """`total` split in whole numbers by weight (largest remainders first; ties to the earlier)."""
    exact = [total * weight / sum(weights) for weight in weights]
    whole = [int(value) for value in exact]
    by_rest = sorted(range(len(exact)), key=lambda n: (whole[n] - exact[n], n))
    for n in by_rest[: total - sum(whole)]:
        whole[n] += 1
    return whole
