"""The application as a whole: ids, audiences, headers, and nothing before sign-in."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from dash.development.base_component import Component

from layouts.answers import AUDIENCES
from layouts.pages import PAGES


def ids_in(component: Any) -> Iterator[str]:
    if isinstance(component, (list, tuple)):
        for child in component:
            yield from ids_in(child)
    elif isinstance(component, Component):
        found = getattr(component, "id", None)
        if found is not None:
            yield found if isinstance(found, str) else json.dumps(found, sort_keys=True)
        for name in component._prop_names if hasattr(component, "_prop_names") else vars(component):
            value = getattr(component, name, None)
            if isinstance(value, (list, tuple, Component)):
                yield from ids_in(value)


def test_every_id_of_a_callback_stands_in_a_layout(app):
    standing = set(ids_in(app.validation_layout))
    wanted = {
        dependency["id"]
        for callback in app.callback_map.values()
        for dependency in [*callback["inputs"], *callback["state"]]
        if not dependency["id"].startswith("{")
    }
    assert wanted
    assert wanted <= standing


def test_ids_are_given_once(app):
    found = list(ids_in(app.validation_layout))
    assert len(found) == len(set(found)), sorted({one for one in found if found.count(one) > 1})


def test_every_callback_on_the_server_says_for_whom_it_answers(app):
    audiences = app.server.extensions["trace_services"].audiences
    served = {name for name, callback in app.callback_map.items() if callback.get("callback")}
    plain = {name.replace("@", "@") for name in served}
    missing = {name for name in plain if not any(name.split("@")[0] in known for known in audiences)}
    assert not missing
    assert set(audiences.values()) <= set(AUDIENCES)


@pytest.mark.parametrize(
    "path",
    ["/", "/map", "/data-version", "/_dash-layout", "/_dash-dependencies", "/assets/20-shell.css",
     "/_dash-component-suites/plotly/package_data/plotly.min.js", "/fixed/x.js", "/pictures/x.svg",
     "/_reload-hash"],
)  # fmt: skip
def test_nothing_is_served_before_sign_in(app, path):
    answer = app.server.test_client().get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 401


def test_callbacks_are_refused_before_sign_in(app):
    answer = app.server.test_client().post("/_dash-update-component", json={})
    assert answer.status_code == 401


def test_a_link_works_once_and_opening_it_does_not_use_it_up(app, token):
    link = f"/sign-in/{token('analyst')}"
    assert app.server.test_client().get(link).status_code == 200
    first, second = app.server.test_client(), app.server.test_client()
    assert first.post(link).status_code == 303
    assert first.get("/data-version").json == {"version": 0}
    assert second.post(link).status_code == 403
    assert second.get("/data-version").status_code == 401


def test_signing_out_and_ending_sessions(app, client_of):
    from records import people
    from records.database import writing
    from tests.dashboard.conftest import NOW

    one, other = client_of("analyst"), client_of("analyst")
    one.post("/sign-out")
    assert one.get("/data-version").status_code == 401
    assert other.get("/data-version").status_code == 200
    with writing(app.server.extensions["trace_services"].engine) as db:
        people.end_sessions(db, name="analyst", at=NOW, by="test", disable=False)
    assert other.get("/data-version").status_code == 401


def test_every_response_carries_the_strict_policy(client_of):
    answer = client_of("manager").get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'self' 'sha256-" in policy
    assert "'unsafe-inline'" not in policy.split("style-src-attr")[0]
    assert "__CSP_NONCE__" not in answer.get_data(as_text=True)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_pages_are_well_formed():
    for page in PAGES:
        assert page.PATH.startswith("/")
        assert page.NAME
        assert page.QUESTION.endswith("?")
        assert callable(page.layout)
        assert callable(page.register)
    paths = [page.PATH for page in PAGES]
    assert len(paths) == len(set(paths))
