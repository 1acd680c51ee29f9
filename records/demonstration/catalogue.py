"""The objects, cases and agencies of the simulated campaign. All names are made up."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from records.demonstration.parameters import Parameters
from records.demonstration.planning import Caps
from records.demonstration.streams import Part, stream
from records.demonstration.world import Ints

AGENCIES = ("North", "South", "East", "West", "Coast", "Lakes", "Hills", "Islands")
AGENCY_EXPONENT = 0.7  # cases per agency fall off with this power of its rank


@dataclass(frozen=True)
class Catalogue:
    """One entry an object. `drawing`: number of its drawing; `variant`: of its colours (0: as drawn); `case`:
    number of its case. `case_ids`, `agencies`: one entry a case."""

    object_ids: tuple[str, ...]
    drawing: Ints
    variant: Ints
    categories: tuple[str, ...]
    case: Ints
    case_ids: tuple[str, ...]
    agencies: tuple[str, ...]

    def caps(self, p: Parameters) -> Caps:
        """The campaign's caps on places, with each object's category and agency."""
        agencies = [self.agencies[case] for case in self.case]
        return Caps(self.categories, agencies, p.category_cap, p.agency_cap)


def catalogue(p: Parameters, categories: Sequence[str]) -> Catalogue:
    """Draw the catalogue; `categories`: those of the drawings, in their order."""
    rng = stream(p.seed, Part.CATALOGUE)
    order = rng.permutation(p.objects)
    drawing, variant = order % len(categories), order // len(categories)
    cases = round(p.cases * p.objects / p.published)
    case = np.concatenate([np.arange(cases), rng.integers(0, cases, p.objects - cases)])
    case = rng.permutation(case)
    weight = (1.0 + np.arange(p.agencies)) ** -AGENCY_EXPONENT
    agency = rng.choice(p.agencies, cases, p=weight / weight.sum())
    width = len(str(p.objects))
    return Catalogue(
        object_ids=tuple(f"OBJ-{n:0{width}d}" for n in range(1, p.objects + 1)),
        drawing=drawing,
        variant=variant,
        categories=tuple(categories[n] for n in drawing),
        case=case,
        case_ids=tuple(f"CASE-{n:0{width}d}" for n in range(1, cases + 1)),
        agencies=tuple(f"Agency {AGENCIES[n]}" for n in agency),
    )
