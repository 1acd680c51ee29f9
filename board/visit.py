"""What a request is about before its route looks: its language, its display, the links that carry both."""

from datetime import datetime
from functools import cached_property
from typing import Any, cast

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask, g, request, url_for
from werkzeug.exceptions import Gone, NotFound

from board import shown
from board.languages import Language, choose, direction, languages
from board.networks import DIRECT, FEED, NETWORKS
from board.services import Services
from records.database import reading

LEAVE_TO = "https://www.wikipedia.org/"  # a page that anybody may have open, in every language


class Visit:
    """One request. The database is asked at most once, and only if somebody asks."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @cached_property
    def display(self) -> shown.Display:
        """What is on display now."""
        with reading(self._services.engine) as db:
            found = shown.display(db)
        self._services.last_campaign = found.campaign
        return found

    @property
    def known_campaign(self) -> shown.Campaign:
        """The campaign as last read: an error page must not ask the database again."""
        return self._services.last_campaign

    @property
    def asked_language(self) -> str | None:
        """The language in the address, if it is one of ours."""
        asked = request.args.get("lang", "")
        return asked if asked in languages() else None

    @cached_property
    def language(self) -> Language:
        """The language of the answer."""
        return choose(self.asked_language, request.accept_languages, self.known_campaign.default_language)

    @property
    def via(self) -> str:
        """The network that a visitor says to come through, if it is one we know."""
        said = request.values.get("via", "")
        return said if said in NETWORKS or said == FEED else DIRECT

    @property
    def via_to_keep(self) -> str | None:
        """`via` for links to the tip form; None where nothing is worth keeping."""
        return None if self.via == DIRECT else self.via

    def text(self, chosen: shown.Shown) -> shown.Text:
        """An object's text in the visitor's language, or what stands in for it."""
        return chosen.text(self.language.code, self.display.campaign.default_language)

    def find(self, object_id: str) -> shown.Shown:
        """The displayed object; raises Gone when it was on display once, NotFound when it never was."""
        found = self.display.find(object_id)
        if found is not None:
            return found
        with reading(self._services.engine) as db:
            raise Gone() if shown.was_shown(db, object_id) else NotFound()

    def link(self, endpoint: str, **values: Any) -> str:
        """An address on this page that keeps the language that was asked for."""
        return url_for(endpoint, **({"lang": self.asked_language} | values))

    def in_language(self, code: str) -> str:
        """The present page in another language."""
        rule = request.url_rule
        if request.endpoint is None or rule is None or "GET" not in (rule.methods or ()):
            return url_for("grid", lang=code)
        return url_for(request.endpoint, **{**(request.view_args or {}), "lang": code})

    def date(self, instant: datetime) -> str:
        """The campaign's local day of an instant, written out in the visitor's language."""
        local = instant.astimezone(self.display.campaign.zone).date()
        # Unambiguous and in the reader's order; English as in 31 May 2026.
        written = "en_GB" if self.language.code == "en" else self.language.locale
        return str(format_date(local, "long", locale=written))

    def number(self, count: int) -> str:
        """A count in the visitor's own figures and grouping."""
        return str(format_decimal(count, locale=self.language.locale))


def visit() -> Visit:
    """The present request's visit."""
    return cast(Visit, g.visit)


def _gettext(text: str) -> str:
    return visit().language.catalogue.gettext(text)


def _ngettext(one: str, many: str, n: int) -> str:
    return visit().language.catalogue.ngettext(one, many, n)


def register(app: Flask, services: Services) -> None:
    """Begin a visit with every request and hand it to the templates."""

    @app.before_request
    def begin() -> None:
        g.visit = Visit(services)

    @app.context_processor
    def names() -> dict[str, Any]:
        here = visit()
        return {
            "visit": here,
            "campaign": here.known_campaign,
            "language": here.language,
            "languages": languages(),
            "link": here.link,
            "leave": LEAVE_TO,
            "public_address": lambda endpoint, **values: (
                services.settings.public_url.rstrip("/") + url_for(endpoint, **values)
            ),
            "direction": direction,
        }

    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        _gettext,
        _ngettext,
        newstyle=True,
    )
