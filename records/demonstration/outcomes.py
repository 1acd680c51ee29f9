"""What the identifications led to: places, eliminated trails, referred cases, people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from records.demonstration.batch import NEVER_FOUND
from records.demonstration.clock import Clock, Seconds, utc
from records.demonstration.findings import Finding
from records.demonstration.parameters import Parameters
from records.demonstration.resolutions import Resolution, resolve
from records.demonstration.streams import Part, stream
from records.demonstration.world import Ints, World

WORKING_HOURS = (9, 17)
OFFENDER_AND_CHILD = 3  # cases of both kinds


@dataclass(frozen=True)
class Outcome:
    """One outcome, of an object or (`whole_case`) of its case; `finding` is where it comes from."""

    kind: str
    day: int
    at: int
    finding: Finding
    people: int | None = None

    @property
    def placed(self) -> bool:
        """Whether a country is known by then."""
        return self.kind not in ("object_identified", "trail_eliminated")

    @property
    def whole_case(self) -> bool:
        """Whether it is about people of the case, not about the object."""
        return self.kind in ("child_safeguarded", "offender_identified", "offender_prosecuted")


def identified_at(p: Parameters, clock: Clock, findings: Iterable[Finding]) -> Seconds:
    """The instant each object was identified (an entry an object), NEVER_FOUND for the others."""
    rng = stream(p.seed, Part.OUTCOMES)
    at = np.full(p.objects, NEVER_FOUND, dtype=np.int64)
    for finding in findings:
        at[finding.object] = _during(rng, clock, finding.day)
    return at


def outcomes(
    p: Parameters, clock: Clock, world: World, case_of: Ints, findings: Sequence[Finding]
) -> list[Outcome]:
    """All outcomes in order of time. `case_of`: the number of each object's case."""
    at = identified_at(p, clock, findings)
    rng = stream(p.seed, Part.OUTCOMES, 1)
    found = [Outcome("object_identified", f.day, int(at[f.object]), f) for f in findings]
    ends = resolve(p, rng, findings, world)
    settled = [
        _later(rng, clock, "origin_located" if e.located else "trail_eliminated", e.day, e.finding)
        for e in ends
    ]
    referred = _referrals(p, rng, clock, case_of, [e for e in ends if e.located])
    people = _people(p, rng, clock, referred)
    return sorted([*found, *settled, *referred, *people], key=lambda o: (o.at, o.kind, o.finding.object))


def _during(rng: np.random.Generator, clock: Clock, day: int) -> int:
    return clock.at(day, int(rng.integers(*WORKING_HOURS)), int(rng.integers(0, 60)))


def _later(
    rng: np.random.Generator, clock: Clock, kind: str, day: int, finding: Finding, people: int | None = None
) -> Outcome:
    return Outcome(kind, day, _during(rng, clock, day), finding, people)


def _referrals(
    p: Parameters, rng: np.random.Generator, clock: Clock, case_of: Ints, located: list[Resolution]
) -> list[Outcome]:
    """Each case is referred to a country once, some days after its first located object."""
    first: dict[int, Resolution] = {}
    for end in sorted(located, key=lambda end: (end.day, end.finding.object)):
        first.setdefault(int(case_of[end.finding.object]), end)
    days = [(end.day + 2 + int(rng.integers(0, 20)), end.finding) for end in first.values()]
    return [_later(rng, clock, "case_referred", day, finding) for day, finding in days if day < p.days]


def _people(p: Parameters, rng: np.random.Generator, clock: Clock, referred: list[Outcome]) -> list[Outcome]:
    """Children safeguarded and offenders identified in some of the referred cases, and the prosecutions."""
    ready = [o for o in referred if o.day < p.days - 21]
    order = [ready[int(n)] for n in rng.permutation(len(ready))]
    with_child = order[: p.child_cases]
    both = min(OFFENDER_AND_CHILD, p.offender_cases, len(with_child))
    with_offender = with_child[:both] + order[p.child_cases : p.child_cases + p.offender_cases - both]
    children = _shared_out(rng, int(rng.integers(p.children[0], p.children[1] + 1)), len(with_child))
    saved = [
        _after(p, rng, clock, "child_safeguarded", o, n) for o, n in zip(with_child, children, strict=True)
    ]
    named = [_after(p, rng, clock, "offender_identified", o, 1) for o in with_offender]
    wanted = int(rng.integers(p.prosecuted[0], p.prosecuted[1] + 1))
    early = sorted((o for o in named if o.day < p.days - 20), key=lambda o: o.at)[:wanted]
    return [*saved, *named, *(_after(p, rng, clock, "offender_prosecuted", o, 1) for o in early)]


def _after(
    p: Parameters, rng: np.random.Generator, clock: Clock, kind: str, before: Outcome, people: int
) -> Outcome:
    """10 to 120 days after another outcome, but within the campaign."""
    most = min(120, p.days - 1 - before.day)
    return _later(rng, clock, kind, before.day + int(rng.integers(10, most + 1)), before.finding, people)


def _shared_out(rng: np.random.Generator, total: int, cases: int) -> list[int]:
    """`total` children over the cases, at least one in each."""
    counts = np.ones(cases, dtype=np.int64)
    if total > cases > 0:
        np.add.at(counts, rng.integers(0, cases, total - cases), 1)
    return counts.tolist()


def frame(
    clock: Clock,
    listed: Sequence[Outcome],
    names: tuple[Sequence[str], Sequence[str], Sequence[str]],
    finders: Mapping[int, str],
) -> pd.DataFrame:
    """Rows of `outcomes`. `names`: object ids, case ids, true countries, by object; `finders`: tip ids."""
    object_ids, case_ids, countries = names
    rows = [
        {
            "outcome_id": f"OUT-{number:04d}",
            "case_id": case_ids[o.finding.object],
            "object_id": None if o.whole_case else object_ids[o.finding.object],
            "kind": o.kind,
            "day": clock.dates[o.day],
            "country": countries[o.finding.object] if o.placed else None,
            "people": o.people,
            "thanks_to": o.finding.thanks,
            "tip_id": finders.get(o.finding.object),
        }
        for number, o in enumerate(listed, start=1)
    ]
    made = pd.DataFrame(rows).astype({"people": "Int64"})
    made.insert(4, "occurred_at", utc(np.array([o.at for o in listed], dtype=np.int64)))
    return made
