"""How far a long command is, on standard error, where a person watches."""

from pathlib import Path

from tqdm import tqdm


class Bar:
    """What was read so far: of a file with its size, or of a database in rows."""

    def __init__(self, *, shown: bool, path: Path | None = None) -> None:
        total = path.stat().st_size if path is not None and path.is_file() else None
        unit = " rows" if path is None else "B"
        self._bar = tqdm(
            total=total, unit=unit, unit_scale=True, desc="reading", disable=not shown, leave=False
        )

    def read(self, more: int) -> None:
        """`more` bytes or rows were read and checked."""
        self._bar.set_description("reading", refresh=False)
        self._bar.update(more)

    def storing(self) -> None:
        """All rows are checked; what is left is one statement after the other."""
        self._bar.set_description("storing")

    def close(self) -> None:
        """Clear the line."""
        self._bar.close()
