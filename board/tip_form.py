"""The tip form: what was written, whether it can be taken, and what of it is sealed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from board.tokens import tip_id_of
from records.public import PublicTip

# Characters. Nothing is ever cut: what is longer is shown again with the request to shorten it.
LONGEST = {"text": 10_000, "place": 500, "when": 200, "contact": 300}
TRAP = "website"  # a field people do not see and programs fill


@dataclass(frozen=True)
class TipForm:
    """The fields as they came; `country`, `region` and `origin` are codes from our lists or empty."""

    text: str = ""
    place: str = ""
    when: str = ""
    contact: str = ""
    country: str = ""
    region: str = ""
    origin: str = ""
    trap: str = ""
    token: str = ""
    proof: str = ""

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> "TipForm":
        """The form of a request; line ends become plain, nothing else is changed."""
        names = [name for name in cls.__dataclass_fields__ if name != "trap"]
        values = {name: fields.get(name, "").replace("\r\n", "\n") for name in names}
        return cls(**values, trap=fields.get(TRAP, ""))

    @property
    def says_something(self) -> bool:
        """Whether there is anything in it that could help: words, a place or a country."""
        return any(value.strip() for value in (self.text, self.place, self.country))

    @property
    def too_long(self) -> list[str]:
        """The names of the fields that are longer than can be taken."""
        return [name for name, most in LONGEST.items() if len(getattr(self, name)) > most]

    def tip_id(self, object_id: str, form_id: str) -> str:
        """The id of the tip that this form makes.

        The same form with the same words is one tip however often it is sent; with other words it is another.
        The form's own random id goes into it and is kept nowhere: the tip's id tells nothing about the words.
        """
        words = [self.text, self.place, self.when, self.contact, self.country, self.region]
        content = json.dumps([object_id, form_id, *words], ensure_ascii=True).encode()
        return tip_id_of(hashlib.sha256(content).digest())

    def envelope(self, tip: PublicTip, repeat: str) -> dict[str, str]:
        """What is sealed: everything that was typed, and the mark by which repeats are recognised."""
        return {
            "tip_id": tip.tip_id,
            "object_id": tip.object_id,
            "language": tip.language,
            "text": self.text,
            "place": self.place,
            "when": self.when,
            "contact": self.contact,
            "repeat": repeat,
        }
