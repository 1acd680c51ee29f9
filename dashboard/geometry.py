"""The drawn polygons, sent once: every map names the same address."""

from dashboard.fixed_files import DAY, Shelf
from records.settings import ROOT

NAME = "world_screen.geojson"
QUALITY = 11  # a third less than 9 makes of coordinates, in less than a second


def install(shelf: Shelf) -> None:
    """Serve /geo/world_screen.geojson."""
    body = (ROOT / "assets" / "geo" / NAME).read_bytes()
    shelf.add(f"/geo/{NAME}", body, "application/geo+json", DAY, QUALITY)
