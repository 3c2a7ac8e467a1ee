"""A sandbox marketplace in a process of its own, for any test that needs one.

```python
with running_sandbox(tmp_path) as sandbox:
    sandbox.admin("settings", promotion=True)
    httpx.get(sandbox.url)
```
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
APP_KEY = "12345678"
APP_SECRET = "sandbox-secret-for-tests"

STORES: list[dict[str, Any]] = [
    {"store_id": "S1001", "name": "山禾手作", "seller_id": "2200780001", "kind": "taobao"},
    {"store_id": "S1002", "name": "Lumen 官方旗舰店", "seller_id": "2200780002", "kind": "tmall"},
]
PRODUCTS: list[dict[str, Any]] = [
    {
        "item_id": "AvkqJdmtptXbDb8kQfG-XYZ123",
        "store_id": "S1001",
        "title_zh": "手工粗陶马克杯 复古咖啡杯 家用办公室情侣水杯 320ml",
        "title_en": "Hand-thrown stoneware mug, 320 ml",
        "price_fen": 12900,
        "commission_bps": 1500,
        "kind": "taobao",
    },
    {
        "item_id": "AvkqJdmtptXbDb8kQfG-XYZ124",
        "store_id": "S1001",
        "title_zh": "粗陶花瓶 侘寂风插花器 客厅摆件",
        "title_en": "Stoneware vase for dried flowers",
        "price_fen": 20701,
        "commission_bps": 1205,
        "kind": "taobao",
    },
    {
        "item_id": "y387e49cRt262Ozub0TvtA-dAeOMB",
        "store_id": "S1002",
        "title_zh": "Lumen 护眼台灯 学生学习专用 全光谱 无频闪",
        "title_en": "Lumen desk lamp, full spectrum, flicker-free",
        "price_fen": 49900,
        "commission_bps": 800,
        "kind": "tmall",
    },
]
MUG, VASE, LAMP = (str(product["item_id"]) for product in PRODUCTS)


class RunningSandbox:
    """A sandbox that answers at `url` (no slash at its end) for `app_key` and `app_secret`."""

    def __init__(self, process: "subprocess.Popen[str]", url: str) -> None:
        self.process = process
        self.url = url
        self.app_key = APP_KEY
        self.app_secret = APP_SECRET

    @property
    def gateway(self) -> str:
        """Where the Taobao Open Platform answers."""
        return f"{self.url}/router/rest"

    @property
    def jd_gateway(self) -> str:
        """Where JD's open gateway answers, with the same keys."""
        return f"{self.url}/jd/routerjson"

    @property
    def pdd_gateway(self) -> str:
        """Where Pinduoduo's open gateway answers, with the same keys."""
        return f"{self.url}/pdd/api/router"

    def admin(self, path: str, **json: object) -> dict[str, Any]:
        """Call `/admin/<path>` and return its answer; raises `httpx.HTTPStatusError` on refusal."""
        response = httpx.post(
            f"{self.url}/admin/{path}",
            json=json,
            headers={"X-Sandbox-Secret": self.app_secret},
            timeout=30,
        )
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer

    def state(self) -> dict[str, Any]:
        """Settings, clock and counts."""
        secret = {"X-Sandbox-Secret": self.app_secret}
        answer: dict[str, Any] = httpx.get(f"{self.url}/admin/state", headers=secret).json()
        return answer

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self.process.kill()
        self.process.wait()


@contextmanager
def running_sandbox(
    folder: Path, *, catalogue: bool = True, port: int = 0, **settings: object
) -> Iterator[RunningSandbox]:
    """Start a sandbox over `folder`, stop it at the end.

    `catalogue` puts `STORES` and `PRODUCTS` on sale; `settings` are the sandbox's own
    (`promotion`, `clock_offset_ms`, …). Throttling is off unless set.
    """
    command = [sys.executable, str(Path(__file__).with_name("serve.py")), str(folder)]
    process = subprocess.Popen(
        [*command, APP_KEY, APP_SECRET, "127.0.0.1", str(port)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url, "the sandbox did not start"
        sandbox = RunningSandbox(process, url)
        if catalogue:
            sandbox.admin("catalogue", stores=STORES, products=PRODUCTS)
        sandbox.admin("settings", **{"calls_per_s": 0, **settings})
        yield sandbox
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout:
            process.stdout.close()
