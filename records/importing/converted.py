"""What becomes of the different texts of a column: a value each, or a reason why there is none."""

from dataclasses import dataclass, field
from typing import Any

Texts = list[str | None]


@dataclass
class Converted:
    """Values in the order of the texts they came from (missing where there is none to store).

    `faults`: by position, why a text cannot be stored. `warnings`: by position, what was stored instead.
    """

    values: Any
    faults: dict[int, str] = field(default_factory=dict)
    warnings: dict[int, str] = field(default_factory=dict)
