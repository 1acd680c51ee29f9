"""Preview pictures for links that are shared: 1200 × 630 PNG, the size that networks ask for (Open Graph)."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

SIZE = (1200, 630)
PAPER = (239, 240, 236)


@lru_cache(maxsize=64)
def card(path: Path, _sha256: str) -> bytes:
    """The whole picture, never cropped, on plain paper. Raises OSError for a file that is no picture."""
    with Image.open(BytesIO(_drawn(path)) if path.suffix.lower() == ".svg" else path) as image:
        picture = ImageOps.contain(image.convert("RGBA"), SIZE)
    paper = Image.new("RGB", SIZE, PAPER)
    paper.paste(picture, ((SIZE[0] - picture.width) // 2, (SIZE[1] - picture.height) // 2), picture)
    made = BytesIO()
    paper.save(made, "PNG", optimize=True)
    return made.getvalue()


def _drawn(path: Path) -> bytes:
    """A drawing as PNG, 630 pixels high. The typesetter draws it: no network, no scripts, no other file."""
    import typst

    name = path.name.replace("\\", "\\\\").replace('"', '\\"')
    source = f'#set page(width: auto, height: auto, margin: 0pt)\n#image("{name}", height: 630pt)'
    try:
        # The stub wants one type for source and root; in fact bytes are the source and text is a path.
        draw: Any = typst.compile
        made = draw(source.encode(), root=str(path.parent), format="png", ppi=72)
    except typst.TypstError as error:
        raise OSError(f"{path.name} cannot be drawn") from error
    assert isinstance(made, bytes)
    return made
