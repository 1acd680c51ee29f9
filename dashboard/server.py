"""gunicorn around the application, with the refresher of rollups in each worker."""

import gc
from importlib import import_module
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from dashboard import first_page
from dashboard.first_page import Dashboard
from dashboard.release_preparer import Preparer
from layouts.services import Services
from records.database import keep_caches_small
from records.rollups import Refresher

# Measures import these where they are used, so that commands start fast. A server needs them anyway: loaded
# before the fork, its workers share them and no first visitor waits for them.
MEASURES_NEED = ("statsmodels.duration.survfunc", "statsmodels.genmod.generalized_linear_model")


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, application: Flask, options: dict[str, Any]) -> None:
        self.application, self.options = application, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.application


def serve(app: Dashboard, services: Services, *, host: str, port: int, workers: int) -> None:
    """Serve until a signal ends it; the application is loaded once and shared by the workers."""

    def start_refresher(_server: Any, _worker: Any) -> None:
        # Threads and database connections do not survive a fork: each worker has its own.
        services.engine.dispose(close=False)
        Refresher(services.engine).start()
        Preparer(services.engine, services.settings.var_dir).start()

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
    for name in MEASURES_NEED:
        import_module(name)
    first_page.warm(app)
    keep_caches_small(services.engine)
    # What stands now stays. The collector would touch, and so copy, every page that workers share.
    gc.collect()
    gc.freeze()
    _Server(app.server, options).run()
