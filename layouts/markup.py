"""Markup that no callback touches, handed to the browser as one component instead of one for every element.

In the browser each Dash component listens to the one store of all components, and tells it when it has been
drawn: a page of n components costs n² look-ups, two seconds of them for the thousand elements of an overview.
Most elements are words, table cells and bars without an id. They become data of a single component, which
assets/20-markup.js draws as the same elements.
"""

from collections.abc import Iterator, Mapping
from copy import copy
from typing import Any

from dash.development.base_component import Component

HTML, LINK = "dash_html_components", ("dash_core_components", "Link")
# Names that are not the tag in capitals; a link is drawn by Dash's own component, which changes the address.
TAGS = {"MapEl": "map", "ObjectEl": "object"}
# An element with one of these may be an input or output of a callback.
OWN = frozenset(["id", "key", "n_clicks", "n_clicks_timestamp", "disable_n_clicks"])
INTERNAL = ("_", "available_")  # what a component holds beside its properties


class Node(list[Any]):
    """[tag, attributes, *content]: a plain element; its content are texts, numbers and nodes."""


class Markup(Component):
    """Part of a page as data: `tree` is a list of texts and nodes, drawn side by side without a wrapper."""

    _children_props = []  # noqa: RUF012  (Dash reads it from the class)
    _namespace = "trace_markup"
    _type = "Markup"

    def __init__(self, tree: list[Any]) -> None:
        # Not Component's own: it would look for a Python package of the namespace each time.
        self._prop_names, self._valid_wildcard_attributes = ["tree"], []
        self.available_properties, self.available_wildcard_properties = ["tree"], []
        self.tree = tree


def condensed(content: Any) -> Any:
    """What a callback answers, with its plain elements as `Markup`; whatever is no element stays as it is."""
    if isinstance(content, list | tuple):
        return side_by_side([_part(one) for one in content])
    found = _part(content)
    return Markup([found]) if isinstance(found, Node) else found


def _part(content: Any) -> Any:
    """A plain element as a node, any other component with its content condensed, other content unchanged."""
    if isinstance(content, Node):
        return content
    if isinstance(content, list | tuple):
        return condensed(content)
    tag = _tag(content) if isinstance(content, Component) else None
    if tag is None:
        return content
    attributes = {name: value for name, value in vars(content).items() if not name.startswith(INTERNAL)}
    parts = [_part(one) for one in _flat(attributes.pop("children", None))]
    if OWN.isdisjoint(attributes) and all(map(_attribute, attributes.values())) and all(map(_plain, parts)):
        return Node([tag, attributes, *parts])
    changed = copy(content)
    changed.children = side_by_side(parts)
    return changed


def _flat(content: Any) -> Iterator[Any]:
    """The parts of an element's content that are drawn: Dash draws nothing for None, a truth value or ""."""
    if isinstance(content, Markup):  # made as such, to be part of what is around it
        yield from content.tree
    elif isinstance(content, list | tuple) and not isinstance(content, Node):
        for one in content:
            yield from _flat(one)
    elif content is not None and content is not True and content is not False and content != "":
        yield content


def side_by_side(parts: list[Any]) -> list[Any]:
    """The parts with neighbouring nodes joined into one component."""
    joined: list[Any] = []
    for part in parts:
        if not isinstance(part, Node):
            joined.append(part)
        elif joined and isinstance(joined[-1], Markup):
            joined[-1].tree.append(part)
        else:
            joined.append(Markup([part]))
    return joined


def _tag(component: Component) -> str | None:
    if component._namespace == HTML:
        return TAGS.get(component._type) or component._type.lower()
    return "link" if (component._namespace, component._type) == LINK else None


def _attribute(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | Mapping)


def _plain(part: Any) -> bool:
    return isinstance(part, str | int | float | Node)
