"""Marks of repeats: the same words sent again carry the same mark, and the mark says nothing about them."""

import hashlib
import hmac
import secrets


class RepeatMarks:
    """32-bit keyed marks; the key lives in memory, so marks of two runs of the page cannot be compared."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._run = secrets.token_hex(2)

    def mark(self, object_id: str, text: str) -> str:
        """`run-mark` in hexadecimal of an object and a text (case and spaces do not count); "" of no text."""
        words = " ".join(text.casefold().split())
        if not words:
            return ""
        digest = hmac.new(self._key, f"{object_id}\n{words}".encode(), hashlib.sha256).hexdigest()
        return f"{self._run}-{digest[:8]}"
