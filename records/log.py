"""One log line an event, to standard error, each with the trace id of the request or command."""

import contextvars
import logging
import secrets
import sys

import structlog

_trace: contextvars.ContextVar[str] = contextvars.ContextVar("trace", default="")


def trace_id() -> str:
    """The short reference of the present request or command; made at first use."""
    if not _trace.get():
        new_trace()
    return _trace.get()


def new_trace() -> str:
    """Begin a new reference, as each request does; returns it."""
    value = secrets.token_hex(4).upper()
    _trace.set(value)
    return value


def configure(level: str) -> None:
    """Log lines of `level` (debug, info, warning, error) and above to standard error as key=value."""
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.add_log_level,
            _with_trace,
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event", "trace"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _with_trace(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    event.setdefault("trace", trace_id())
    return event


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger whose lines carry `name`."""
    # Not bound here: modules ask for theirs before `configure`, and would keep what is not configured.
    bound: structlog.stdlib.BoundLogger = structlog.get_logger(at=name)
    return bound
