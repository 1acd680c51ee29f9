"""How a leadership page asks: the day's release, and the filters of its address snapped to it."""

from layouts.findings.release import at_hand
from layouts.findings.released import Scoped, scoped
from layouts.services import Services
from queries.filters import Filters


def ask(services: Services, search: str | None) -> Scoped:
    """The page's question. Problem, in words, while the first release of the day is being made."""
    release = at_hand(services.engine, services.settings.var_dir)
    with services.reading() as db:
        return scoped(db, release, Filters.from_search(search or ""))
