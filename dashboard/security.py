"""Response headers: a strict Content-Security-Policy, no referrer, no framing, fingerprinted assets."""

import secrets
from base64 import b64encode
from hashlib import sha256

from dash import Dash
from flask import Response, request

from dashboard.fixed_files import FOREVER

# Libraries insert <style> elements at run time; each gets the page's nonce.
NONCE_SCRIPT = """(function () {
  var nonce = document.querySelector('meta[name=csp-nonce]').nonce, make = Document.prototype.createElement;
  Document.prototype.createElement = function (tag) {
    var element = make.apply(this, arguments);
    if (String(tag).toLowerCase() === 'style') element.setAttribute('nonce', nonce);
    return element;
  };
})();"""
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=(), payment=()",
}


def policy(hashes: str, nonce: str) -> str:
    """Only ourselves: inline scripts by hash, style elements by nonce, style attributes allowed."""
    return (
        f"default-src 'none'; script-src 'self' {hashes}; style-src-elem 'self' 'nonce-{nonce}'; "
        "style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
        "worker-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def secure(app: Dash) -> None:
    """Install the headers; call after every callback is registered, because their hashes are taken lazily."""
    app.index_string = (
        app.index_string.replace("<html>", '<html lang="en">')
        .replace("{%metas%}", '<meta name="csp-nonce" nonce="__CSP_NONCE__">{%metas%}')
        .replace("{%css%}", f"<script>{NONCE_SCRIPT}</script>{{%css%}}")
    )
    own = "'sha256-" + b64encode(sha256(NONCE_SCRIPT.encode()).digest()).decode() + "'"
    remembered: dict[str, str] = {}

    def strict(nonce: str = "") -> dict[str, str]:
        """The headers of every response; a nonce matters where there is a page."""
        hashes = remembered.setdefault("hashes", " ".join([own, *app.csp_hashes()]))
        return {"Content-Security-Policy": policy(hashes, nonce or secrets.token_urlsafe(16)), **FIXED}

    app.server.extensions["trace_headers"] = strict

    @app.server.after_request
    def add_headers(response: Response) -> Response:
        nonce = secrets.token_urlsafe(16)
        if response.mimetype == "text/html" and not response.direct_passthrough:
            response.set_data(response.get_data().replace(b"__CSP_NONCE__", nonce.encode()))
            response.headers["Cache-Control"] = "no-store"
        response.headers.update(strict(nonce))
        _cache(response)
        return response


def _cache(response: Response) -> None:
    if request.path.startswith("/assets/") and "m" in request.args:
        response.headers["Cache-Control"] = FOREVER
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
