"""The pages, in the order of the navigation. Each has PATH, NAME, QUESTION, ROLES, IN_NAVIGATION,
`layout(**values)` and `register(app, services)`; where leadership sees another page, `released_layout`; where
it is asked another question, RELEASED_QUESTION; and WHY_NOT, said to roles that may not open it."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

from layouts.pages import cases as cases
from layouts.pages import data as data
from layouts.pages import object_detail as object_detail
from layouts.pages import objects as objects
from layouts.pages import overview as overview
from layouts.pages import reports as reports
from layouts.pages import rotation as rotation
from layouts.pages import tips as tips
from layouts.pages import world as world
from layouts.services import LEADERSHIP, Viewer

PAGES: tuple[ModuleType, ...] = (
    overview,
    world,
    objects,
    object_detail,
    cases,
    rotation,
    tips,
    reports,
    data,
)


def visible(viewer: Viewer) -> list[ModuleType]:
    """The pages that the viewer's role includes, or that have a layout of their own for leadership."""
    return [page for page in PAGES if not page.ROLES or viewer.may(*page.ROLES) or _released(page, viewer)]


def layout_of(page: ModuleType, viewer: Viewer) -> Callable[..., Any]:
    """What draws the page for a viewer: leadership has `released_layout` where the page has one."""
    drawn: Callable[..., Any] = page.released_layout if _released(page, viewer) else page.layout
    return drawn


def question_of(page: ModuleType, viewer: Viewer) -> str:
    """The page's question, as the navigation puts it to a viewer."""
    asked = page.QUESTION
    if viewer.audience == LEADERSHIP:
        asked = getattr(page, "RELEASED_QUESTION", asked)
    return str(asked)


def _released(page: ModuleType, viewer: Viewer) -> bool:
    return viewer.audience == LEADERSHIP and hasattr(page, "released_layout")
