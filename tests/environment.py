"""The environment of processes that tests start."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]


def environment(home: Path, **values: str) -> dict[str, str]:
    """Ours without any setting of Hongmao or Django, with `home` and `values` (no prefix)."""
    dropped = ("HONGMAO_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    chosen = {f"HONGMAO_{name}": value for name, value in values.items()}
    return {**kept, **chosen, "HONGMAO_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
