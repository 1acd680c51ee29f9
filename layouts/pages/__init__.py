"""The pages, in the order of the navigation. Each has PATH, NAME, QUESTION, ROLES, IN_NAVIGATION,
`layout(**values)` and `register(app, services)`."""

from types import ModuleType

from layouts.pages import cases as cases
from layouts.pages import data as data
from layouts.pages import object_detail as object_detail
from layouts.pages import objects as objects
from layouts.pages import overview as overview
from layouts.pages import reports as reports
from layouts.pages import rotation as rotation
from layouts.pages import tips as tips
from layouts.pages import world as world
from layouts.services import Viewer

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
    """The pages that the viewer's role includes."""
    return [page for page in PAGES if not page.ROLES or viewer.may(*page.ROLES)]
