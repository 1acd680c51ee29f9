"""Every trace type that a chart draws is in our own build of plotly.js; a missing one would draw nothing."""

import ast
import re

from records.settings import ROOT

CORE = {"scatter"}  # plotly.js has it without being asked
# Words under the key "type" that are no traces: axes, shapes, grid columns.
OTHER = {"date", "category", "linear", "log", "line", "rect", "circle", "path", "equal earth", "data"}


def drawn() -> set[str]:
    found = set()
    for path in (ROOT / "layouts" / "charts").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                found |= {
                    value.value
                    for key, value in pairs
                    if isinstance(key, ast.Constant)
                    and key.value == "type"
                    and isinstance(value, ast.Constant)
                }
    return found - OTHER


def test_our_build_has_every_trace_type():
    entry = (ROOT / "dashboard" / "bundle" / "entry.js").read_text()
    built = CORE | set(re.findall(r"plotly\.js/lib/(\w+)'", entry)) - {"core"}
    assert drawn() >= {"bar", "scatter", "choropleth", "scattergeo"}
    assert drawn() <= built
