"""The catalogues are complete, say what the templates ask for, and are used as they should be."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from werkzeug.datastructures import LanguageAccept

from board import places
from board.languages import FOLDER, best_text, choose, direction, languages

BOARD = FOLDER.parent
WRITTEN = ("ar", "de", "es", "fr", "it", "nl", "pl", "pt")
SAME_IN_BOTH = {"Region", "%(num)s objects"}  # words that another language may share with English


def asked_for() -> set[str | tuple[str, ...]]:
    """Every text that templates and code ask the catalogue for."""
    found = set()
    for kind, pattern in (("python", "**.py"), ("jinja2", "templates/**.html")):
        options = {pattern: {"trim_blocks": "true", "lstrip_blocks": "true"}} if kind == "jinja2" else {}
        for _, _, message, *_ in extract_from_dir(BOARD, [(pattern, kind)], options):
            found.add(message)
    return found


def test_the_languages_that_are_promised_are_there():
    assert {"en", *WRITTEN} <= set(languages())
    assert next(iter(languages())) == "en"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.po")), ids=lambda path: path.stem)
def test_a_catalogue_says_all_that_is_asked_for_and_nothing_else(path: Path):
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)
    written = {message.id: message for message in catalogue if message.id}
    assert set(written) == asked_for()
    for message in written.values():
        assert not message.fuzzy
        assert all(message.string if isinstance(message.string, tuple) else [message.string]), message.id
        if message.id not in SAME_IN_BOTH and not isinstance(message.id, tuple) and " " in message.id:
            assert message.string != message.id, message.id
    assert [message.id for message, errors in catalogue.check() if list(errors)] == []


def test_no_text_of_a_template_bypasses_the_catalogue():
    """What stands between tags is a variable, punctuation, or one of a few names that need no translation."""
    allowed = re.compile(r"[\s·–‹%:.()|]*|board\.json|board\.schema\.json")
    for path in (BOARD / "templates").glob("*.html"):
        text = re.sub(r"\{[{%#].*?[}%#]\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for piece in re.findall(r">([^<>]+)<", text):
            assert allowed.fullmatch(piece.strip()), (path.name, piece)


@pytest.mark.parametrize(
    ("asked", "accepts", "default", "expected"),
    [
        ("fr", [("de", 1)], "en", "fr"),
        ("xx", [("de", 1)], "en", "de"),
        (None, [("de-CH", 1)], "en", "de"),
        (None, [("tlh", 1)], "ar", "ar"),
        (None, [], "xx", "en"),
        (None, [("fr", 0.2), ("es", 0.9)], "en", "es"),
    ],
)
def test_the_choice(asked, accepts, default, expected):
    assert choose(asked, LanguageAccept(accepts), default).code == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ar", "rtl"),
        ("he", "rtl"),
        ("fa", "rtl"),
        ("fr", "ltr"),
        ("pt-BR", "ltr"),
        ("nonsense", "ltr"),
        ("", "ltr"),
    ],
)
def test_directions(code, expected):
    assert direction(code) == expected


def test_which_text_stands_in():
    assert best_text(["fr", "en"], "fr", "en") == "fr"
    assert best_text(["fr", "en"], "ar", "en") == "en"
    assert best_text(["fr", "de"], "ar", "en") == "de"
    assert best_text([], "ar", "en") is None


def test_countries_are_complete_and_in_the_order_of_their_names():
    english, arabic = places.countries("en"), dict(places.countries("ar"))
    assert len(english) == len(arabic) == 250
    assert english[0] == ("AF", "Afghanistan")
    assert ("AX", "Åland Islands") in english[:3]
    assert dict(english)["XK"] == "Kosovo"
    assert arabic["FR"] == "فرنسا"


def test_regions_belong_to_their_country():
    assert "Gelderland" in places.regions("NL")
    assert places.regions("") == places.regions("ZZ") == ()
    assert places.is_region("NL", "Gelderland")
    assert places.is_region("NL", "")
    assert not places.is_region("FR", "Gelderland")
    assert not places.is_region("", "Gelderland")


def test_the_list_of_regions_is_the_one_that_coordinates_are_resolved_to():
    from data.places.build_regions import regions

    listed = [(country, name) for country, names in places._regions().items() for name in names]
    assert sorted(listed) == sorted(regions())
