"""Cells of a report's tables in a reader's words, typed for a workbook, or plain for machines."""

from datetime import date, datetime
from typing import Any

import pandas as pd

from layouts import words
from layouts.reports import recorded
from layouts.reports.content import NUMERIC, Column, Table
from layouts.speech import ENGLISH, Speech, later

HIDDEN = "·"
# States as the records and findings name them; files for machines keep these words.
STATES = (
    later("open"),
    later("closed"),
    later("not shown yet"),
    later("identified"),
    later("located"),
    later("trail eliminated"),
    later("actionable"),
    later("unusable"),
    later("duplicate"),
    later("spam"),
    later("pending"),
    later("yes"),
    later("no"),
    later("unknown"),
    later("other"),
)
# What the demonstration writes; other categories of a campaign are printed as recorded.
CATEGORIES = (
    later("bags"),
    later("bottles"),
    later("clothing"),
    later("furniture"),
    later("household"),
    later("packaging"),
    later("signs"),
    later("textiles"),
    later("tools"),
    later("toys"),
)
# The keys of our own counting (data/networks.csv and the board); those not here are printed as recorded.
NETWORKS = {
    "copy": later("copied link"),
    "device": later("device’s share menu"),
    "direct": later("direct"),
    "email": later("email"),
    "search": later("search engine"),
    "sms": later("text message"),
}
BRANDS = {
    "bluesky": "Bluesky", "discord": "Discord", "facebook": "Facebook", "instagram": "Instagram",
    "kakaotalk": "KakaoTalk", "line": "LINE", "linkedin": "LinkedIn", "mastodon": "Mastodon",
    "messenger": "Messenger", "odnoklassniki": "Odnoklassniki", "pinterest": "Pinterest", "quora": "Quora",
    "reddit": "Reddit", "signal": "Signal", "snapchat": "Snapchat", "telegram": "Telegram",
    "threads": "Threads", "tiktok": "TikTok", "tumblr": "Tumblr", "viber": "Viber", "vk": "VK",
    "wechat": "WeChat", "weibo": "Weibo", "whatsapp": "WhatsApp", "x": "X", "xing": "XING",
    "youtube": "YouTube",
}  # fmt: skip


def said(value: Any, column: Column, state: str = "shown", speech: Speech = ENGLISH) -> str:
    """A cell in words: `·` where it is hidden, a dash where it is missing."""
    if state == "suppressed" and column.kind in NUMERIC and not column.exact:
        return HIDDEN
    if _missing(value):
        return words.MISSING
    if column.kind == "count":
        return speech.number(int(value))
    if column.kind == "share":
        return speech.percent(float(value), 1)
    if column.kind == "number":
        return speech.number(float(value), 1)
    return speech.day(value) if column.kind == "date" else _text(str(value), column.kind, speech)


def typed(value: Any, column: Column, state: str = "shown", speech: Speech = ENGLISH) -> Any:
    """A cell as a number, day or text; None where it is missing, `·` where it is hidden."""
    if state == "suppressed" and column.kind in NUMERIC and not column.exact:
        return HIDDEN
    if _missing(value):
        return None
    if column.kind == "count":
        return int(value)
    if column.kind in ("share", "number"):
        return float(value)
    if column.kind == "date":
        return _day(value)
    return _text(str(value), column.kind, speech)


def _missing(value: Any) -> bool:
    return value is None or (not isinstance(value, str) and bool(pd.isna(value)))


def _text(value: str, kind: str, speech: Speech) -> str:
    if kind in ("word", "prose"):
        return speech.say(value)
    if kind == "network":
        return network(value, speech)
    if kind == "recorded":
        return recorded.said(value, speech)
    if kind == "country":
        return speech.country(value)
    if kind == "region":
        return speech.region(value)
    return speech.month(value) if kind == "month" else value


def network(key: str, speech: Speech = ENGLISH) -> str:
    """A network as it is read."""
    return BRANDS.get(key) or speech.say(NETWORKS.get(key, key))


def _day(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value


def rows(table: Table, spoken: bool, speech: Speech = ENGLISH) -> list[list[Any]]:
    """All cells, in words or typed; the frame's `state` column, where it has one, says what is hidden."""
    states = table.frame["state"] if "state" in table.frame else ["shown"] * len(table.frame)
    cell = said if spoken else typed
    columns = [(column, list(table.frame[column.name])) for column in table.columns]
    return [
        [cell(values[row], column, state, speech) for column, values in columns]
        for row, state in enumerate(states)
    ]


def plain(table: Table, speech: Speech) -> list[list[Any]]:
    """All cells typed and in English whatever the report's language, but for prose, networks as their keys:
    files for machines."""
    states = table.frame["state"] if "state" in table.frame else ["shown"] * len(table.frame)
    columns = [(column, list(table.frame[column.name])) for column in table.columns]
    return [
        [
            values[row]
            if column.kind == "network"
            else typed(values[row], column, state, speech if column.kind == "prose" else ENGLISH)
            for column, values in columns
        ]
        for row, state in enumerate(states)
    ]
