"""gunicorn around the public page: one process with threads, no access log, nothing said about itself."""

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.http import wsgi

from board.app import create_app
from records.settings import Settings

THREADS = 8


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self.settings, self.options = settings, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self.settings)


def _keep_counts(_server: Any, worker: Any) -> None:
    """Write what was counted and still waits, before the process ends."""
    worker.wsgi.extensions["board"].counts.flush()


def _say_no_name() -> None:
    """Leave out the `Server` header: there is no setting for it."""
    named = wsgi.Response.default_headers

    def unnamed(response: Any) -> list[str]:
        return [line for line in named(response) if not line.startswith("Server:")]

    wsgi.Response.default_headers = unnamed


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until a signal ends it.

    One process, because tokens, limits and marks live in its memory and nowhere else. Only errors are logged:
    gunicorn's warnings name the address of whoever sent a broken request.
    """
    _say_no_name()
    options = {
        "bind": f"{host}:{port}",
        "workers": 1,
        "threads": THREADS,
        "worker_class": "gthread",
        "accesslog": None,
        "errorlog": "-",
        "loglevel": "error",
        "worker_exit": _keep_counts,
        "graceful_timeout": 5,
        "keepalive": 5,
        "limit_request_fields": 60,
        "control_socket_disable": True,
        "proc_name": "trace-board",
    }
    _Server(settings, options).run()
