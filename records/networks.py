"""The network behind a referrer or a shared link, from its host alone; the lists are in data/networks.csv.

Kinds of rows there: `host` (it or any subdomain of it: m.facebook.com, never notfacebook.com), `label` (a
service with one host a country: google.de, google.co.uk, www.google.com.br), `app` (Android package of an
android-app:// referrer), `scheme` (address of an app: tg://) and `name` (the bare word, as some files give
it).
"""

import csv
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, cast
from urllib.parse import urlsplit

import pandas as pd

from records.settings import ROOT

DIRECT = "direct"
OTHER = "other"

_NOTHING = frozenset(["", "-", "direct", "(direct)", "none", "(none)", "null", "nan", "about:blank"])
_WEBMAIL = frozenset(["mail", "webmail", "owa"])
# What follows the label of a service with one host a country: .com, .de, .co.uk, .com.br, .ne.jp.
_PUBLIC_SUFFIX = re.compile(r"(?:com|[a-z]{2}|cat|(?:com?|net|org|or|ne)\.[a-z]{2})")
_HAS_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://")
_LONGEST = 4096


@cache
def _listed() -> Mapping[tuple[str, str], str]:
    with (ROOT / "data" / "networks.csv").open(encoding="utf-8", newline="") as file:
        return {(row["kind"], row["value"]): row["network"] for row in csv.DictReader(file)}


@cache
def known() -> tuple[str, ...]:
    """Every value that `network` can return, `direct` and `other` last."""
    return (*sorted(set(_listed().values())), DIRECT, OTHER)


def network(address: object) -> str:
    """The network of a referrer, a shared address or a bare name ("Twitter"), in the words of `known()`.

    Empty, "-" and "direct" are `direct`; an address of our own or of no known network, and anything that is
    no text, is `other`. Only the host counts: no path, no query, nothing that could name a person. Never
    raises.
    """
    if isinstance(address, str):
        return _network(address[:_LONGEST])
    return DIRECT if pd.isna(cast(Any, address)) is True else OTHER


@lru_cache(maxsize=65536)
def _network(address: str) -> str:
    text = address.strip().strip("\"'").casefold()
    if text in _NOTHING:
        return DIRECT
    listed = _listed()
    if ("name", text) in listed:
        return listed["name", text]
    scheme, _, rest = text.partition(":")
    if scheme == "android-app":
        return listed.get(("app", rest.strip("/").split("/")[0]), OTHER)
    if rest and not rest[0].isdigit() and ("scheme", scheme) in listed:
        return listed["scheme", scheme]
    return _of_host(_host(text))


def _host(text: str) -> str:
    """The host of an address with or without its scheme, in ASCII; "" where there is none."""
    try:
        host = urlsplit(text if _HAS_SCHEME.match(text) else "//" + text.lstrip("/")).hostname or ""
        return host.rstrip(".").encode("idna").decode("ascii")
    except ValueError:  # of a broken address or name, UnicodeError included
        return ""


def _of_host(host: str) -> str:
    listed = _listed()
    labels = host.split(".")
    for start in range(len(labels) - 1):
        here = ".".join(labels[start:])
        if ("host", here) in listed:
            return listed["host", here]
    for end in (1, 2):
        label, suffix = ".".join(labels[:end]), ".".join(labels[end:])
        if ("label", label) in listed and _PUBLIC_SUFFIX.fullmatch(suffix):
            return listed["label", label]
    return "email" if len(labels) > 2 and labels[0] in _WEBMAIL else OTHER
