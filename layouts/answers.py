"""How a page's callback is registered: with its audience, its roles, and errors told in words."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from dash import Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate
from flask import g, has_request_context

from layouts import asked, ids, parts
from layouts.markup import condensed
from layouts.services import Services
from records.log import logger, trace_id
from records.problems import NotAllowed, Problem

log = logger("answers")

# What a callback may show: `both` draws protected numbers for leadership, `internal` refuses leadership,
# `no counts` shows no count about tips, shares, views or people at all.
AUDIENCES = ("both", "internal", "no counts")


def answer(
    app: Dash,
    services: Services,
    outputs: Output | Sequence[Output],
    inputs: Sequence[Input | State],
    *,
    audience: str,
    roles: tuple[str, ...] = (),
    cached: bool = False,
    as_typed: bool = False,
    **options: Any,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a callback. `audience` is one of AUDIENCES; `roles` restricts who may call it.

    `cached`: the answer depends on data version, inputs and viewer's audience only, so it may be remembered.
    The address comes without values of filters that nobody offers (`as_typed`: with them), as the bar says.
    A failure becomes a card in the first `children` output; other outputs keep what they have.
    """
    if audience not in AUDIENCES:
        raise ValueError(f"audience must be one of {AUDIENCES}, not {audience!r}")
    listed = [outputs] if isinstance(outputs, Output) else list(outputs)
    name = callback_name(outputs)
    address = [] if as_typed else [at for at, one in enumerate(inputs) if _is_address(one)]
    services.audiences[name] = audience
    if cached:
        services.cacheable.add(name)

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def guarded(*args: Any) -> Any:
            try:
                allow(services, audience, roles)
                return _condensed(listed, outputs, function(*_cleaned(services, address, args)))
            except PreventUpdate:
                raise
            except Problem as problem:
                return _failure(listed, outputs, parts.refused(str(problem)))
            except Exception:  # the page must say in words what no developer foresaw
                log.exception("callback failed", outputs=[str(output) for output in listed])
                return _failure(listed, outputs, parts.failed(trace_id()))

        app.callback(outputs, *inputs, **options)(guarded)
        return function

    return register


def _condensed(listed: Sequence[Output], outputs: Any, answered: Any) -> Any:
    """The answer with the plain elements of each `children` condensed: less work for a browser."""
    if isinstance(outputs, Output):
        return condensed(answered) if outputs.component_property == "children" else answered
    return [
        condensed(value) if output.component_property == "children" else value
        for output, value in zip(listed, answered, strict=True)
    ]


def _is_address(one: Input | State) -> bool:
    return bool(one.component_id == ids.LOCATION and one.component_property == "search")


def _cleaned(services: Services, address: Sequence[int], args: Sequence[Any]) -> list[Any]:
    return [
        asked.cleaned(services, value) if at in address and value else value for at, value in enumerate(args)
    ]


def callback_name(outputs: Output | Sequence[Output]) -> str:
    """The name under which Dash knows a callback: its output, or all of them joined."""
    if isinstance(outputs, Output):
        return str(outputs)
    return f"..{'...'.join(str(output) for output in outputs)}.."


def allow(services: Services, audience: str, roles: tuple[str, ...] = ()) -> None:
    """Raise NotAllowed where the viewer may not see what is for `audience`, or has none of `roles`."""
    viewer = services.viewer()
    if audience == "internal" and viewer.audience != "internal":
        raise NotAllowed("This view shows exact counts and is for analysts and managers.")
    if roles and not viewer.may(*roles):
        raise NotAllowed(f"Your role ({viewer.role}) may not do this; ask a {' or '.join(roles)}.")


def _failure(listed: list[Output], outputs: Any, card: Any) -> Any:
    if has_request_context():
        g.pop("response_key", None)  # a failure is not remembered as the answer
    values: list[Any] = [no_update] * len(listed)
    for place, output in enumerate(listed):
        if output.component_property == "children":
            values[place] = card
            break
    return values[0] if isinstance(outputs, Output) else values
