"""Response headers: a strict Content-Security-Policy, no referrer, no framing, fingerprinted assets."""

import secrets
from typing import Any

from dash import Dash
from flask import Response, request

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
    prefix = app.config.requests_pathname_prefix
    app.index_string = (
        app.index_string.replace("<html>", '<html lang="en">')
        .replace("{%metas%}", '<meta name="csp-nonce" nonce="__CSP_NONCE__">{%metas%}')
        .replace("{%css%}", f'{{%css%}}<script src="{prefix}_nonce.js"></script>')
    )
    app.server.add_url_rule(
        f"{app.config.routes_pathname_prefix}_nonce.js",
        "_nonce",
        lambda: Response(NONCE_SCRIPT, mimetype="text/javascript", headers={"Cache-Control": "max-age=3600"}),
    )
    remembered: dict[str, str] = {}

    @app.server.after_request
    def add_headers(response: Response) -> Response:
        nonce = secrets.token_urlsafe(16)
        if response.mimetype == "text/html" and not response.direct_passthrough:
            response.set_data(response.get_data().replace(b"__CSP_NONCE__", nonce.encode()))
            response.headers["Cache-Control"] = "no-store"
        hashes = remembered.setdefault("hashes", " ".join(app.csp_hashes()))
        response.headers["Content-Security-Policy"] = policy(hashes, nonce)
        response.headers.update(FIXED)
        _cache(response)
        return response


def _cache(response: Response) -> None:
    path = request.path
    if response.status_code == 200 and "_dash-component-suites" in path and "plotly.min" not in path:
        # Dash puts version and modification time into these names, so they never change under one name.
        response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    elif path.startswith("/assets/") and "m" in request.args:
        response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"


def client_defaults(app: Dash, bundle: bytes, configuration: dict[str, Any], etag: str) -> None:
    """Serve plotly.js with our defaults at Dash's own address, so that every graph stays on this machine."""
    import orjson

    body = bundle + b"\n;Plotly.setPlotConfig(" + orjson.dumps(configuration) + b");"

    @app.server.before_request
    def plotly_bundle() -> Any:
        if not request.path.endswith("/_dash-component-suites/plotly/package_data/plotly.min.js"):
            return None
        response = Response(body, mimetype="text/javascript")
        response.set_etag(etag)
        response.headers["Cache-Control"] = "private, max-age=86400"
        return response.make_conditional(request)
