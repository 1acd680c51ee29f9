"""Remembered answers before Flask begins: for sessions whose cookie was verified here already.

A session's signature is checked once for each cookie, by Flask; then the same bytes need no second proof
until they expire. What may change meanwhile is asked at every call, in one statement: whether the person is
enabled, in which role, with which sessions, and the data's version. What is not certain goes the whole way.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import Any

from flask import Flask
from itsdangerous import BadSignature
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_cookie

from layouts.services import Services, Viewer
from records import people
from records.log import logger, new_trace

log = logger("recall")
LONGEST = 1_000_000  # bytes of a call that is looked at here
MOST = 10_000  # cookies in memory; then all are forgotten
# (body of the call, viewer, data version) → the remembered answer, compressed by brotli
Find = Callable[[bytes, Viewer, int], bytes | None]


@dataclass
class Sessions:
    """Cookies that Flask found to be signed by us: cookie → (user, epoch, valid until as Unix time)."""

    name: str
    verified: dict[str, tuple[str, str, float]] = field(default_factory=dict)

    def note(self, server: Flask, environ: dict[str, Any], identity: str) -> None:
        """Keep the cookie of a request that Flask has just let in as `identity` (user:epoch).

        Only where the cookie itself, its signature and its age say so: then it is the one that Flask took.
        """
        cookie = self.cookie(environ)
        serializer = server.session_interface.get_signing_serializer(server)  # type: ignore[attr-defined]
        if cookie is None or serializer is None or cookie in self.verified:
            return
        lifetime = server.permanent_session_lifetime.total_seconds()
        try:
            said, signed_at = serializer.loads(cookie, max_age=int(lifetime), return_timestamp=True)
        except BadSignature:  # or too old, which is one of its kinds
            return
        if said.get("_user_id") != identity:
            return
        if len(self.verified) >= MOST:
            self.verified.clear()
        user, _, epoch = identity.partition(":")
        self.verified[cookie] = (user, epoch, signed_at.timestamp() + lifetime)

    def known(self, environ: dict[str, Any]) -> tuple[str, str] | None:
        """(user, epoch) of a cookie verified before that has not expired."""
        found = self.verified.get(self.cookie(environ) or "")
        return found[:2] if found and time.time() < found[2] else None

    def cookie(self, environ: dict[str, Any]) -> str | None:
        """The session's cookie as Flask reads it; None where it is missing, given twice or not readable."""
        try:
            given = parse_cookie(environ).getlist(self.name)
        except UnicodeDecodeError:
            return None
        return given[0] if len(given) == 1 else None


@dataclass
class Recall:
    """WSGI: the remembered answer, else what `inner` says. `headers()` are those of every response."""

    inner: Any
    services: Services
    sessions: Sessions
    path: str
    find: Find
    headers: Callable[[], dict[str, str]]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        try:
            body = self._remembered(environ)
        except Exception:  # Flask must tell of it, with its headers and a trace, should it happen there too
            new_trace()
            log.exception("the short way failed")
            body = None
        if body is None:
            return self.inner(environ, start_response)  # type: ignore[no-any-return]
        told = {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Content-Encoding": "br",
            "Vary": "Accept-Encoding, Cookie",
            "Cache-Control": "no-store",
            **self.headers(),
        }
        start_response("200 OK", list(told.items()))
        return [body]

    def _remembered(self, environ: dict[str, Any]) -> bytes | None:
        if environ["REQUEST_METHOD"] != "POST" or environ["PATH_INFO"] != self.path:
            return None
        session, length = self.sessions.known(environ), str(environ.get("CONTENT_LENGTH") or "")
        if session is None or not length.isdecimal() or int(length) > LONGEST:
            return None
        if not _takes_brotli(str(environ.get("HTTP_ACCEPT_ENCODING", ""))):
            return None
        asked = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = BytesIO(asked)
        standing = people.standing(self.services.engine, session[0])
        if standing is None or str(standing.epoch) != session[1]:
            return None
        return self.find(asked, Viewer(session[0], "", standing.role), standing.version)


@lru_cache(maxsize=64)
def _takes_brotli(accepted: str) -> bool:
    return bool(parse_accept_header(accepted, Accept).quality("br"))
