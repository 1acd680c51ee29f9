"""`python -m benchmarks.bare_flask PORT BODY ENCODING`: the least that Flask can do to hand out given bytes.

Under the same gunicorn, with the same threads, as the dashboard; no session, no headers of ours, no look at
the database: what a remembered answer is compared with.
"""

import sys
from pathlib import Path
from typing import Any

from flask import Flask, Response
from gunicorn.app.base import BaseApplication

from benchmarks.asking import CALL


def application(body: bytes, encoding: str) -> Flask:
    """One route that answers with the bytes."""
    server = Flask("bare")

    @server.post(CALL)
    def answer() -> Response:
        response = Response(body, mimetype="application/json")
        if encoding:
            response.headers["Content-Encoding"] = encoding
        return response

    @server.get("/healthz")
    def health() -> str:
        return "ok"

    return server


class _Server(BaseApplication):
    def __init__(self, served: Flask, port: int) -> None:
        self.served, self.port = served, port
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"127.0.0.1:{self.port}",
            "workers": 1,
            "threads": 4,
            "preload_app": True,
            "loglevel": "error",
            "control_socket_disable": True,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.served


if __name__ == "__main__":
    port, path, encoding = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else ""
    _Server(application(path.read_bytes(), encoding), port).run()
