"""What a browser fetches first: our files joined, compressed once, kept for good; nothing before sign-in."""

import gzip
import json
import re
import shutil
from pathlib import Path

import brotli
import pytest

from dashboard import first_page, fixed_files
from layouts.charts.world import POLYGONS
from layouts.pages import PAGES
from records.settings import ROOT


@pytest.fixture
def client(client_of):
    return client_of("analyst")


def scripts(page):
    return re.findall(r'<script[^>]* src="([^"]+)"', page)


def test_our_files_go_as_one_of_each_kind_in_the_order_of_their_names(client):
    page = client.get("/").get_data(as_text=True)
    assert "/assets/" not in page
    (style,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    (script,) = [one for one in scripts(page) if one.startswith("/fixed/")]
    for address, kind in ((style, "css"), (script, "js")):
        answer = client.get(address)
        sources = sorted((ROOT / "assets").glob(f"*.{kind}"))
        places = [answer.data.index(path.read_bytes()) for path in sources]
        assert len(places) > 5
        assert places == sorted(places)
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_process_that_has_not_written_the_page_knows_the_joined_files(app, client):
    (script,) = [one for one in scripts(client.get("/").get_data(as_text=True)) if "/fixed/" in one]
    app.shelf.files.clear()
    assert client.get(script).status_code == 200
    assert client.get("/fixed/other.js").status_code == 404


def test_libraries_come_in_an_order_that_works(client):
    found = scripts(client.get("/").get_data(as_text=True))
    named = ["react@", "react-dom@", "dash_mantine_components", "/fixed/", "dash_renderer"]
    places = [next(place for place, one in enumerate(found) if name in one) for name in named]
    assert places == sorted(places)
    assert any(one.endswith("plotly.min.js") for one in found)


def test_the_grid_is_fetched_only_where_a_page_shows_one(client):
    overview, tips = (client.get(path).get_data(as_text=True) for path in ("/", "/tips"))
    (library,) = set(re.findall(r'<meta name="grid-library" content="([^"]+)"', overview + tips))
    assert not any("dash_ag_grid" in one for one in scripts(overview) + scripts(tips))
    assert f'<link rel="preload" as="script" href="{library}">' in tips
    assert "preload" not in overview
    assert b"window.dash_ag_grid" in client.get(library).data
    assert {f"/{name}" for name in first_page.WITH_GRIDS} <= {page.PATH for page in PAGES}


def test_of_other_pages_only_the_names_of_components_are_sent(app, client):
    page = client.get("/").get_data(as_text=True)
    told = json.loads(re.search(r'_dash-config" type="application/json">(.*?)</script>', page)[1])
    sent = told["validation_layout"]["props"]["children"]
    standing = [one for one in app.validation_layout._traverse() if getattr(one, "id", None) is not None]
    assert [(one["props"], one["type"]) for one in sent] == [({"id": c.id}, c._type) for c in standing]
    assert told["suppress_callback_exceptions"] is False
    assert told["children_props"]["dash_mantine_components"]["Tooltip"] == ["label"]
    assert all(props for kinds in told["children_props"].values() for props in kinds.values())


@pytest.mark.parametrize(
    ("accepted", "unpack"), [("gzip, deflate, br", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)]
)
def test_a_library_is_compressed_once_and_unchanged(app, client, accepted, unpack):
    path = next(one for one in scripts(client.get("/").get_data(as_text=True)) if "dash_renderer" in one)
    first, second = (client.get(path, headers={"Accept-Encoding": accepted}) for _ in range(2))
    assert unpack(first.data) == unpack(second.data) == app.shelf.files[path].body
    assert b"DashRenderer" in app.shelf.files[path].body
    assert first.headers["Vary"].startswith("Accept-Encoding")
    assert "immutable" in second.headers["Cache-Control"]
    again = client.get(path, headers={"Accept-Encoding": accepted, "If-None-Match": second.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_what_has_no_version_in_its_name_is_not_kept_for_good(client):
    answer = client.get(f"{fixed_files.SUITES}dash/dcc/async-graph.js")
    assert answer.headers["Cache-Control"] == fixed_files.DAY
    answer = client.get(first_page.PLOTLY)
    assert b"setPlotConfig" in answer.data[-400:]
    assert answer.headers["Cache-Control"] == fixed_files.DAY


def test_before_the_fork_everything_is_compressed(app, client):
    first_page.warm(app)
    page = client.get("/").get_data(as_text=True)
    wanted = [*scripts(page), re.search(r'grid-library" content="([^"]+)"', page)[1]]
    assert len(wanted) > 8
    assert all("br" in app.shelf.files[path].packed for path in wanted)


def test_maps_fetch_their_borders_once(client):
    answer = client.get(POLYGONS, headers={"Accept-Encoding": "br"})
    features = json.loads(brotli.decompress(answer.data))["features"]
    assert len({feature["id"] for feature in features}) == len(features) == 244
    assert answer.mimetype == "application/geo+json"
    again = client.get(POLYGONS, headers={"Accept-Encoding": "br", "If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_invented_versions_of_a_library_are_neither_kept_nor_cached(app, client):
    path = next(one for one in scripts(client.get("/").get_data(as_text=True)) if "dash_renderer" in one)
    before = {*app.shelf.files, path}
    version = re.search(r"\.v[^.]+\.", path)[0]
    for invented in (".v0m1.", ".vXm0abc.", ".v1-2m1."):
        for ask in (client.get, client.head):
            answer = ask(path.replace(version, invented))
            assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "immutable" in client.get(path).headers["Cache-Control"]
    assert set(app.shelf.files) == before


def test_a_full_shelf_still_serves(app, client, monkeypatch):
    monkeypatch.setattr(fixed_files, "MOST", len(app.shelf.files))
    path = f"{fixed_files.SUITES}dash/dcc/async-graph.js"
    assert client.get(path).status_code == 200
    assert path not in app.shelf.files
    monkeypatch.undo()
    client.get(path)
    assert path in app.shelf.files


def test_our_files_are_read_once_until_one_changes(app, client, monkeypatch, tmp_path):
    folder = shutil.copytree(ROOT / "assets", tmp_path / "assets")
    dict.__setitem__(app.config, "assets_folder", str(folder))  # read-only by its attribute
    whole, read = Path.read_bytes, []
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path.name) or whole(path))

    def joined():
        page = client.get("/").get_data(as_text=True)
        return {path.rsplit(".")[-1]: path for path in re.findall(r'"(/fixed/[^"]+)"', page)}

    first = joined()
    assert read
    read.clear()
    assert joined() == first
    assert client.get("/fixed/other.js").status_code == 404
    assert read == []
    with (folder / "20-shell.css").open("a") as file:
        file.write("/* changed */")
    second = joined()
    assert second["css"] != first["css"]
    assert second["js"] == first["js"]
    assert client.get(second["css"]).data.count(b"/* changed */") == 1
    assert {one for one in app.shelf.files if one.startswith("/fixed/")} == {*second.values()}
