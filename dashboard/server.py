"""gunicorn around the application, with the refresher of rollups in each worker."""

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from layouts.services import Services
from records.rollups import Refresher


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, application: Flask, options: dict[str, Any]) -> None:
        self.application, self.options = application, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.application


def serve(application: Flask, services: Services, *, host: str, port: int, workers: int) -> None:
    """Serve until a signal ends it; the application is loaded once and shared by the workers."""

    def start_refresher(_server: Any, _worker: Any) -> None:
        # Threads and database connections do not survive a fork: each worker has its own.
        services.engine.dispose(close=False)
        Refresher(services.engine).start()

    options = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "threads": 4,
        "preload_app": True,
        "accesslog": None,
        "loglevel": "error",  # gunicorn's warnings name client addresses
        "control_socket_disable": True,
        "post_fork": start_refresher,
        "graceful_timeout": 5,
    }
    _Server(application, options).run()
