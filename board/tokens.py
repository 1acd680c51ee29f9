"""Form tokens and the proof of work: who sends a tip has opened the form, and their device has worked for it.

Nothing is stored about a sender: a token carries its own facts and a signature by a key that lives in memory
and dies with the process. A form from before a restart is shown again with its text, never lost.
"""

import hashlib
import hmac
import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

PROOF_BITS = 19  # 524 000 tries on average: two or three seconds on a phone, a lot for a million tips
OLDEST = 24 * 3600.0  # seconds: a form left open for longer is renewed
MOST_SPENT = 100_000  # forms remembered as used; about 20 MB at most
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no letter that looks like another
_FORM_ID = re.compile(r"[0-9a-f]{20}")
_NONCE = re.compile(r"[0-9]{1,15}")


def tip_id_of(digest: bytes) -> str:
    """A tip id of the first 80 bits, in groups that can be read out: T-7GQ4-M2XK-9PLD-0W3E."""
    number = int.from_bytes(digest[:10], "big")
    letters = "".join(_ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))
    return "T-" + "-".join(letters[at : at + 4] for at in range(0, 16, 4))


@dataclass(frozen=True)
class FormToken:
    """What a valid token says: the form's random id and its age in seconds."""

    text: str
    form_id: str
    age: float


class Tokens:
    """Issues and checks form tokens `form_id.issued.signature`; each is good for one object."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._spent: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def issue(self, object_id: str, form_id: str | None = None) -> str:
        """A token for a form about `object_id`; a renewed form keeps its id, so that it stays one tip."""
        stem = f"{form_id or secrets.token_hex(10)}.{int(self._clock())}"
        return f"{stem}.{self._sign(stem, object_id)}"

    def read(self, text: str, object_id: str) -> FormToken | None:
        """What the token says, or None when we did not issue it for this object or it is too old."""
        stem, _, signature = text.rpartition(".")
        form_id, _, issued = stem.partition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(stem, object_id).encode()):
            return None
        age = self._clock() - int(issued)
        return FormToken(text, form_id, age) if 0 <= age <= OLDEST else None

    def spend(self, form_id: str, tip_id: str) -> bool:
        """Use a form for a tip; False when it was used for another one, so that one proof is one tip."""
        with self._lock:
            spent = self._spent.setdefault(form_id, tip_id)
            while len(self._spent) > MOST_SPENT:
                self._spent.popitem(last=False)
            return spent == tip_id

    def is_spent(self, form_id: str | None) -> bool:
        """Whether a tip was made of that form."""
        with self._lock:
            return form_id in self._spent

    def release(self, form_id: str) -> None:
        """Give a form back whose tip could not be stored."""
        with self._lock:
            self._spent.pop(form_id, None)

    def _sign(self, stem: str, object_id: str) -> str:
        return hmac.new(self._key, f"{stem} {object_id}".encode(), hashlib.sha256).hexdigest()[:32]


def claimed_form_id(token_text: str) -> str | None:
    """The form id in a token that may not be ours any more: kept, so that a form sent twice is one tip."""
    claimed = token_text.partition(".")[0]
    return claimed if _FORM_ID.fullmatch(claimed) else None


def proof_holds(token_text: str, nonce: str, bits: int) -> bool:
    """Whether SHA-256 of `token:nonce` begins with `bits` zero bits (Hashcash, Back 2002)."""
    if _NONCE.fullmatch(nonce) is None:
        return False
    digest = hashlib.sha256(f"{token_text}:{nonce}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - bits) == 0
