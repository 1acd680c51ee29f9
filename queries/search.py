"""The query string of a page: read and written in one way, so that filters and views share one URL.

A value is a list of texts, comma separated or repeated; a comma or percent sign inside a text is escaped once
more (`%252C`), so that hand-written and program-written links read the same. Keys that a reader does not know
survive its changes.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import quote, unquote, unquote_plus

Values = tuple[str, ...]


def parse(search: str) -> dict[str, Values]:
    """Every key of a query string with its non-empty texts, in order: `?a=1,2&a=3` gives {"a": (1, 2, 3)}."""
    found: dict[str, Values] = {}
    for key, value in _pairs(search):
        texts = tuple(unquote(text) for text in unquote_plus(value).split(",") if text)
        found[unquote_plus(key)] = found.get(unquote_plus(key), ()) + texts
    return {key: texts for key, texts in found.items() if texts}


def compose(values: Mapping[str, Sequence[str]]) -> str:
    """The query string of `values`, with its question mark; empty text when there are none."""
    pairs = [f"{quote(key, safe='')}={_quoted(texts)}" for key, texts in values.items() if texts]
    return "?" + "&".join(pairs) if pairs else ""


def merge(search: str, changes: Mapping[str, Sequence[str]]) -> str:
    """`search` with the keys of `changes` replaced (an empty list removes one); the others stay."""
    kept = [f"{key}={value}" for key, value in _pairs(search) if unquote_plus(key) not in changes]
    added = compose(changes)[1:]
    pairs = ([added] if added else []) + kept
    return "?" + "&".join(pairs) if pairs else ""


def _pairs(search: str) -> list[tuple[str, str]]:
    parts = [part for part in search.removeprefix("?").split("&") if part]
    return [(key, value) for key, _, value in (part.partition("=") for part in parts)]


def _quoted(texts: Sequence[str]) -> str:
    escaped = [text.replace("%", "%25").replace(",", "%2C") for text in texts]
    return ",".join(quote(text, safe="") for text in escaped)
