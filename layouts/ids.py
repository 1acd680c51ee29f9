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
REPORT_AUDIENCE = "report-audience"
REPORT_FORMAT = "report-format"
REPORT_SECTIONS = "report-sections"
REPORT_MAKE = "report-make"
REPORT_STOP = "report-stop"
REPORT_PROGRESS = "report-progress"
REPORT_PREVIEW = "report-preview"
REPORT_HISTORY = "report-history"
REPORT_JOB = "report-job"
REPORT_TICK = "report-tick"
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
CASES_INTERNAL = "cases-internal"

# rotation
ROTATION_HEAD = "rotation-head"
ROTATION_BOARD = "rotation-board"
ROTATION_POOL = "rotation-pool"
ROTATION_DRAWN = "rotation-drawn"
ROTATION_SEEN = "rotation-seen"
ROTATION_POOL_COUNT = "rotation-pool-count"
ROTATION_ORDER = "rotation-order"
ROTATION_FIND = "rotation-find"
ROTATION_BEFORE = "rotation-before"
ROTATION_AFTER = "rotation-after"
ROTATION_DAYS = "rotation-days"
ROTATION_SUMMARY = "rotation-summary"
ROTATION_HOLDS = "rotation-holds"
ROTATION_EVENT = "rotation-event"
ROTATION_EDITS = "rotation-edits"
ROTATION_CHOICE = "rotation-choice"
ROTATION_CHOSEN = "rotation-chosen"
ROTATION_CHOSEN_SAID = "rotation-chosen-said"
ROTATION_ACT = "rotation-act"
ROTATION_SAID = "rotation-said"
ROTATION_DIFFERENCE = "rotation-difference"
ROTATION_REASON = "rotation-reason"
ROTATION_OVERRIDE = "rotation-override"
ROTATION_OVERRIDE_ROW = "rotation-override-row"
ROTATION_STEPS = "rotation-steps"
ROTATION_PROPOSE = "rotation-propose"
ROTATION_PUBLISH = "rotation-publish"
ROTATION_PENDING = "rotation-pending"
ROTATION_HISTORY = "rotation-history"
ROTATION_CALIBRATION = "rotation-calibration"
ROTATION_EXPORT = "rotation-export"
ROTATION_DOWNLOAD = "rotation-download"
ROTATION_MARKED = "rotation-marked"


def rotation_rule(name: str) -> str:
    """Control of one rule of the rotation."""
    return f"rotation-rule-{name}"


# withdrawal, from any page
WITHDRAW = "withdraw"
WITHDRAW_LIST = "withdraw-list"
WITHDRAW_EVENT = "withdraw-event"
WITHDRAW_SAID = "withdraw-said"
WITHDRAW_REASON = "withdraw-reason"

# tips
TIPS_HEAD = "tips-head"
TIPS_SHOW = "tips-show"
TIPS_COUNT = "tips-count"
TIPS_GRID = "tips-grid"
TIPS_SELECTED = "tips-selected"
TIPS_COUNTRY = "tips-country"
TIPS_CLUSTER = "tips-cluster"
TIPS_INVESTIGATION = "tips-investigation"
TIPS_REASON = "tips-reason"
TIPS_DECISION = "tips-decision"
TIPS_DONE = "tips-done"
TIPS_SAID = "tips-said"


def tips_button(action: str) -> str:
    """Button that decides about the chosen tips."""
    return f"tips-{action}-button"


# data
DATA_HEAD = "data-head"
DATA_CHECKS = "data-checks"
DATA_FRESH = "data-fresh"
DATA_COUNTS = "data-counts"
DATA_FILES = "data-files"
DATA_REJECTS = "data-rejects"
DATA_REJECTS_HEAD = "data-rejects-head"
DATA_LOG = "data-log"
DATA_RULE = "data-rule"
DATA_DEFINITIONS = "definitions-list"
DATA_NOTES = "annotations"


def definition(term: str) -> str:
    """Where a term is defined on the Data page."""
    return f"definition-{term}"


# outcomes
OUTCOME_ABOUT = "outcome-about"
OUTCOME_WHICH = "outcome-which"
OUTCOME_OBJECT = "outcome-object"
OUTCOME_KIND = "outcome-kind"
OUTCOME_DAY = "outcome-day"
OUTCOME_TIME = "outcome-time"
OUTCOME_COUNTRY = "outcome-country"
OUTCOME_PEOPLE = "outcome-people"
OUTCOME_THANKS = "outcome-thanks"
OUTCOME_TIP = "outcome-tip"
OUTCOME_REASON = "outcome-reason"
OUTCOME_SAVE = "outcome-save"
OUTCOME_REMOVE = "outcome-remove"
OUTCOME_SAID = "outcome-said"
OUTCOME_SEEN = "outcome-seen"
OUTCOME_STORED = "outcome-stored"

# annotations
NOTES_LIST = "notes-list"
NOTE_FORM = "note-form"
NOTE_WHICH = "note-which"
NOTE_DAY = "note-day"
NOTE_UNTIL = "note-until"
NOTE_KIND = "note-kind"
NOTE_TEXT = "note-text"
NOTE_OBJECT = "note-object"
NOTE_SAVE = "note-save"
NOTE_REMOVE = "note-remove"
NOTE_SAID = "note-said"
NOTE_SEEN = "note-seen"
NOTE_STORED = "note-stored"

# what changed since the last visit
OVERVIEW_LOWER = "overview-lower"
OVERVIEW_FOOT = "overview-foot"
SINCE = "since"
SINCE_PREVIOUS = "since-previous"
