"""From tables with margins to the system of equations that ties their numbers together."""

from collections.abc import Hashable, Iterable, Mapping

import numpy as np

from analysis.disclosure_system import Bools, Ints, Key, Name, Nesting, System

Table = Mapping[Key, int | None]


class Problem(ValueError):
    """A table that cannot be protected as it stands, in words."""


def build(tables: Mapping[str, Table], nesting: Nesting | None = None) -> System:
    """The system of all `tables` (by name: number → count, None where missing) and of nested
    classifications.

    `nesting`: (fine dimension, coarse dimension) → fine value → coarse value. Problem where two tables
    disagree about a number, where a total is not given, or where totals are not the sums of their parts.
    """
    counts = _merge(tables)
    keys = tuple(sorted(counts, key=order))
    parts = _equations(tables, {key: position for position, key in enumerate(keys)}, nesting or {})
    missing = np.array([counts[key] is None for key in keys], dtype=bool)
    values = np.array([counts[key] or 0 for key in keys], dtype=np.int64)
    totals = np.array([name[0] for name in parts], dtype=np.int64)
    free = np.zeros(len(keys), dtype=bool)
    free[totals] = missing[totals]
    _fill(values, free, parts)
    every = np.arange(len(parts), dtype=np.int64)
    equation = np.concatenate([np.repeat(every, [len(members) for members in parts.values()]), every])
    number = np.concatenate([*[np.array(members, dtype=np.int64) for members in parts.values()], totals])
    sign = np.where(np.arange(len(number)) < len(number) - len(parts), 1, -1)
    rest = -np.bincount(equation, sign * values[number], len(parts)).astype(np.int64)
    redundant = _redundant(parts, nesting or {})
    system = System(keys, values, missing, free, equation, number, sign, rest, tuple(parts), redundant)
    _check_sums(system)
    return system


def canonical(key: Iterable[tuple[str, Hashable]]) -> Key:
    return tuple(sorted(key, key=lambda pair: pair[0]))


def order(key: Key) -> tuple[tuple[str, str, str], ...]:
    """Sorts numbers the same way whatever order the rows came in, and whatever types the values have."""
    return tuple((name, str(value), type(value).__name__) for name, value in key)


def _merge(tables: Mapping[str, Table]) -> dict[Key, int | None]:
    counts: dict[Key, int | None] = {}
    for name, table in tables.items():
        for key, count in table.items():
            known = counts.get(key)
            if known is not None and count is not None and known != count:
                raise Problem(
                    f"{_in_table(name)}{describe(key)} is {count} here and {known} in another table"
                )
            counts[key] = known if count is None else count
    return counts


def _equations(
    tables: Mapping[str, Table], index: Mapping[Key, int], nesting: Nesting
) -> dict[Name, list[int]]:
    """By equation: the parts, in order."""
    parts: dict[Name, set[int]] = {}
    for name, table in tables.items():
        for key in table:
            for pair in key:
                total = tuple(other for other in key if other != pair)
                if total not in index:
                    raise Problem(f"{_in_table(name)}no row for the margin {describe(total)}")
                parts.setdefault((index[total], pair[0], ""), set()).add(index[key])
    for (fine, coarse), classes in nesting.items():
        for key in index:
            values = dict(key)
            if fine not in values or coarse in values or values[fine] not in classes:
                continue
            above = [pair for pair in key if pair[0] != fine]
            total = canonical([*above, (coarse, classes[values[fine]])])
            if total in index:
                parts.setdefault((index[total], fine, coarse), set()).add(index[key])
    return {name: sorted(members) for name, members in sorted(parts.items())}


def _redundant(parts: Mapping[Name, list[int]], nesting: Nesting) -> Bools:
    """By equation: is it a sum over fine values, and are those over coarser ones, and within each, there?"""

    def through(total: int, fine: str, coarse: str, within: str) -> list[int]:
        classes = parts.get((total, coarse, within), [])
        return sorted(number for one in classes for number in parts.get((one, fine, coarse), []))

    return np.array(
        [
            any(
                through(total, fine, up, within) == members
                for low, up in nesting
                if low == fine and up != within
            )
            for (total, fine, within), members in parts.items()
        ],
        dtype=bool,
    )


def _fill(values: Ints, free: Bools, parts: Mapping[Name, list[int]]) -> None:
    """Give missing totals the largest sum of their parts, from the finest totals to the grand total."""
    for _ in range(4):
        for (total, _, _), members in parts.items():
            if free[total]:
                values[total] = max(values[total], values[members].sum())


def _check_sums(system: System) -> None:
    loose = system.sums(np.ones_like(system.sign), system.missing[system.number] & (system.sign > 0)) > 0
    rest, total = system.rest, system.total
    wrong = np.flatnonzero(np.where(loose, rest < 0, rest != 0) & ~system.free[total])
    if len(wrong):
        key, value = system.keys[total[wrong[0]]], int(system.values[total[wrong[0]]])
        parts = value - int(rest[wrong[0]])
        raise Problem(f"margins do not add up: {describe(key)} is {value}, its parts sum to {parts}")


def _in_table(name: str) -> str:
    return f"table {name}: " if name else ""


def describe(key: Key) -> str:
    return ", ".join(f"{name} {value}" for name, value in key) or "the grand total"
