"""The file of slides as a whole: template and theme, named sections; same content, same bytes."""

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import quoteattr

from pptx import Presentation
from pptx.exc import PackageNotFoundError
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.util import Inches

from records.problems import Problem
from records.settings import Settings

CREATED = (2000, 1, 1, 0, 0, 0)
TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</)")
# The colours of the pages, so that what somebody adds to the slides looks like the rest.
THEME = {
    "dk2": "1A2126",
    "lt2": "EFF0EC",
    "accent1": "0072B2",
    "accent2": "5A90B6",
    "accent3": "8A949A",
    "accent4": "009E73",
    "accent5": "E69F00",
    "accent6": "D55E00",
    "hlink": "005F94",
    "folHlink": "7A3A60",
}
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"  # the extension's fixed name in the file format


def opened(settings: Settings) -> Any:
    """An organisation's own template, else 16:9 in our colours. Raises Problem for a bad template."""
    if settings.report_template:
        try:
            return Presentation(settings.report_template)
        except (OSError, KeyError, ValueError, PackageNotFoundError) as error:
            raise Problem(f"TRACE_REPORT_TEMPLATE cannot be opened as a PPTX file: {error}") from error
    file = Presentation()
    file.slide_width, file.slide_height = Inches(13.333), Inches(7.5)
    theme = file.slide_masters[0].part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = theme.blob.decode("utf-8")
    for name, colour in THEME.items():
        text = re.sub(rf'(<a:{name}><a:srgbClr val=")[0-9A-F]{{6}}', rf"\g<1>{colour}", text)
    theme._blob = text.encode("utf-8")
    return file


def named(file: Any, sections: Sequence[tuple[str, int]]) -> None:
    """The last slides in named groups, as PowerPoint's overview folds them. sections: name, number of slides.

    A template's own slides stay in the groups that they have, or come first in one without a name.
    """
    ids = [slide.slide_id for slide in file.slides]
    first = len(ids) - sum(count for _, count in sections)
    listed = _listed(file)
    if len(listed) == 0 and first:
        listed.append(_group(0, "", ids[:first]))
    for name, count in sections:
        if count:
            listed.append(_group(len(listed), name, ids[first : first + count]))
        first += count


def _listed(file: Any) -> Any:
    """The presentation's list of groups, made where there is none."""
    root = file.part._element
    found = root.find(f".//{{{P14}}}sectionLst")
    if found is not None:
        return found
    extensions = root.find(f"{{{P}}}extLst")
    if extensions is None:
        extensions = parse_xml(f'<p:extLst xmlns:p="{P}"/>')
        root.append(extensions)
    one = parse_xml(f'<p:ext xmlns:p="{P}" uri="{SECTIONS}"><p14:sectionLst xmlns:p14="{P14}"/></p:ext>')
    extensions.append(one)
    return one[0]


def _group(place: int, name: str, ids: Sequence[int]) -> Any:
    known_as = "{" + str(uuid5(NAMESPACE_URL, f"{place} {name}")).upper() + "}"
    members = "".join(f'<p14:sldId id="{number}"/>' for number in ids)
    opening = f'<p14:section xmlns:p14="{P14}" name={quoteattr(name)} id="{known_as}">'
    return parse_xml(f"{opening}<p14:sldIdLst>{members}</p14:sldIdLst></p14:section>")


def written(file: Any) -> bytes:
    """The file's bytes, with a fixed time on every part and embedded workbook: same content, same bytes."""
    buffer = io.BytesIO()
    file.save(buffer)
    return _still(buffer.getvalue())


def _still(body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as still:
        for name in given.namelist():
            part = given.read(name)
            if name.endswith(".xlsx"):
                part = _still(part)
            elif name == "docProps/core.xml":
                part = TIMES.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", part)
            still.writestr(zipfile.ZipInfo(name, CREATED), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
