"""The project's own drawings as pictures of simulated objects: one file an object, in its own colours."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from records.demonstration.catalogue import Catalogue
from records.drawings import variant
from records.problems import Problem


@dataclass(frozen=True)
class Text:
    """What the public reads about an object in one language; `reviewed` by somebody who speaks it."""

    title: str
    question: str
    alt: str
    reviewed: bool


@dataclass(frozen=True)
class Drawing:
    """One drawing: its category, its texts by language, and the SVG itself."""

    category: str
    texts: Mapping[str, Text]
    svg: str


@dataclass(frozen=True)
class Picture:
    """The picture of one object: file name, digest, bytes, and what is said about it."""

    name: str
    sha256: str
    content: bytes
    texts: Mapping[str, Text]


def drawings(folder: Path) -> list[Drawing]:
    """The drawings that `objects.json` of a folder lists, in its order. Raises Problem when unreadable."""
    try:
        listed = json.loads((folder / "objects.json").read_text(encoding="utf-8"))
        return [
            Drawing(
                category=entry["category"],
                texts={
                    language: Text(**text, reviewed=language in entry["reviewed"])
                    for language, text in entry["texts"].items()
                },
                svg=(folder / f"{entry['slug']}.svg").read_text(encoding="utf-8"),
            )
            for entry in listed
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Problem(f"the drawings in {folder} cannot be read: {error}") from error


def pictures(catalogue: Catalogue, drawn: Sequence[Drawing]) -> list[Picture]:
    """One picture an object of the catalogue, in its order."""
    made = []
    for object_id, number, colours in zip(
        catalogue.object_ids, catalogue.drawing, catalogue.variant, strict=True
    ):
        drawing = drawn[number]
        content = variant(drawing.svg, int(colours)).encode()
        digest = hashlib.sha256(content).hexdigest()
        # The digest in the name: a new simulation never changes a picture that the present one still shows.
        made.append(Picture(f"{object_id.lower()}-{digest[:8]}.svg", digest, content, drawing.texts))
    return made
