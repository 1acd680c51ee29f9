"""Every component id, once. A test checks that each id in a callback stands in a layout."""

# shell
LOCATION = "location"
PAGE = "page"
TITLE = "document-title"
THEME = "theme"
THEME_BUTTON = "theme-button"
PROVIDER = "provider"
VERSION = "data-version"
HEARTBEAT = "heartbeat"
SCOPE = "scope"
SCOPE_NOTE = "scope-note"
AUDIENCE = "audience"
COPY_LINK = "copy-link"
COPIED = "copied"
PERSON = "person"
AS_OF = "as-of"
NAVIGATION = "navigation"
MENU_BUTTON = "menu-button"
SIDEBAR = "sidebar"
SIMULATED = "simulated"
DEFINITIONS = "definitions"

# pages
OVERVIEW = "overview"
OBJECTS_HEAD = "objects-head"
OBJECTS_COUNT = "objects-count"
OBJECTS_GRID = "objects-grid"
OBJECT_ID = "object-id"
OBJECT_BODY = "object-body"
OBJECT_ACTIONS = "object-actions"
OBJECT_RECORDS = "object-records"
MAP_HEAD = "map-head"
MAP_LAYER = "map-layer"
MAP_MEASURE = "map-measure"
MAP_TITLE = "map-title"
MAP_FOOT = "map-foot"
MAP_GRAPH = "map-graph"
MAP_TABLE = "map-table"
MAP_ROWS = "map-rows"
MAP_CARDS = "map-cards"
MAP_WEEKS = "map-weeks"
MAP_SLIDER = "map-slider"
MAP_PLAY = "map-play"
MAP_WEEK = "map-week"
MAP_TICK = "map-tick"


def nav(path: str) -> str:
    """Link in the sidebar."""
    return f"nav-{path.strip('/') or 'overview'}"


def filter_control(name: str) -> str:
    """Control of one filter."""
    return f"filter-{name}"


def filter_label(name: str) -> str:
    """The bold words of one filter in the sentence."""
    return f"filter-label-{name}"


def preset(name: str) -> str:
    """Button of a ready-made period."""
    return f"preset-{name}"


# cases
CASES_HEAD = "cases-head"
CASES_BY = "cases-by"
CASES_CLOCK = "cases-clock"
CASES_CURVES = "cases-curves"
CASES_CREDIT = "cases-credit"
CASES_STAGES = "cases-stages"
CASES_COUNT = "cases-count"
CASES_GRID = "cases-grid"
CASES_OUTCOMES = "cases-outcomes"
CASES_FORM = "cases-form"
