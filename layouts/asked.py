"""What an address may ask for: the values that the filter bar offers. Others are left out, and said there."""

from typing import Any

from layouts.findings.remembered import remembered
from layouts.services import LEADERSHIP, Services
from queries import options
from queries import search as url
from queries.filters import LISTS, Filters, Known

Choices = dict[str, list[tuple[str, str]]]


def offered(services: Services, db: Any) -> Choices:
    """Per filter the (value, readable name) pairs that the viewer can choose, by name."""
    return _for_viewer(services, options.choices(db))


def filters(services: Services, db: Any, search: str) -> Filters:
    """The filters of an address as typed; `ignored` names the values that are none of those offered."""
    if not _lists(Filters.from_search(search)):
        return Filters.from_search(search)
    kept = remembered(db, "choices", (), lambda: options.choices(db))
    found = Filters.from_search(search, _known(_for_viewer(services, kept)))
    if not found.ignored:
        return found
    # An object that was added a moment ago is not yet among those of this data version.
    return Filters.from_search(search, _known(offered(services, db)))


def cleaned(services: Services, search: str) -> str:
    """The address without the values that are not offered, so that a page shows what its filter bar says."""
    given = Filters.from_search(search)
    if not _lists(given):
        return search
    with services.reading() as db:
        found = filters(services, db, search)
    lost = {name: getattr(found, name) for name in LISTS if getattr(found, name) != getattr(given, name)}
    return url.merge(search, lost) if lost else search


def _lists(given: Filters) -> bool:
    return any(getattr(given, name) for name in LISTS)


def _known(choices: Choices) -> Known:
    return {name: {value for value, _ in pairs} for name, pairs in choices.items()}


def _for_viewer(services: Services, choices: Choices) -> Choices:
    if services.viewer().audience != LEADERSHIP:
        return choices
    # Which countries and networks occur is more than the release says: all there are, are offered.
    return {**choices, "country": options.every_country(), "network": options.every_network()}
