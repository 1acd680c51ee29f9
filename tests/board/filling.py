"""Filling in the tip form as a browser does, and solving its proof of work in Python."""

import hashlib
import itertools
import re
from html import unescape

from flask.testing import FlaskClient

BITS = 8  # easy: what is tested is the rule, not the patience
TOKEN = re.compile(r'name="token" value="([^"]+)"')


def token_in(html: str) -> str:
    """The token of the form on a page."""
    found = TOKEN.search(html)
    assert found, "no form on this page"
    return unescape(found[1])


def solve(token: str, bits: int = BITS) -> str:
    """The first nonce that the proof of work asks for: the browser's loop, written the plain way."""
    begun = hashlib.sha256(f"{token}:".encode())
    for nonce in itertools.count():
        attempt = begun.copy()
        attempt.update(str(nonce).encode())
        digest = attempt.digest()
        if format(int.from_bytes(digest), "0256b").startswith("0" * bits):
            return str(nonce)
    raise AssertionError


def open_form(client: FlaskClient, object_id: str = "O-001", query: str = "") -> str:
    """Open an object's tip form; returns its token."""
    return token_in(client.get(f"/object/{object_id}/tip{query}").text)


def send(client: FlaskClient, token: str, object_id: str = "O-001", query: str = "", **fields: str):
    """Send the form; the proof is solved unless one is given."""
    fields.setdefault("proof", solve(token))
    return client.post(f"/object/{object_id}/tip{query}", data={"token": token, **fields})
