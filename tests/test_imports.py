"""`hongmao import-orders` and `hongmao postback`, as somebody types them."""

import json
import subprocess
from pathlib import Path

from tests.template import begin
from tests.test_commands import SECRET, hongmao

REPORT = (
    "淘宝父订单号,淘宝子订单号,订单状态,商品ID,商品标题,付款金额,付款预估收入,创建时间,媒体ID,推广位ID\n"
    "900,901,已付款,X-1,杯,10.00,1.00,2026-05-01 08:00:00,45,101\n"
    "900,902,已付款,X-2,壶,20.00,多,2026-05-01 08:00:00,45,101\n"
)


def counts(done: "subprocess.CompletedProcess[str]") -> tuple[str, str, str]:
    """How many rows were new, unchanged and bad."""
    rows = [line.split() for line in done.stdout.splitlines()]
    found = {row[0]: row[1] for row in rows if len(row) > 1}
    return found["new"], found["unchanged"], found["bad"]


def test_a_report_is_tried_then_imported_then_known(tmp_path: Path) -> None:
    """A dry run, an import that a bad row stops, one that skips it, and the same once more."""
    begin(tmp_path)
    report = tmp_path / "订单.csv"
    report.write_bytes(REPORT.encode("gb18030"))
    command = ("import-orders", "taobao", str(report))
    dry = hongmao(tmp_path, *command, "--dry-run", "--skip-bad", SECRET=SECRET)
    assert dry.returncode == 0, dry.stderr
    assert "10.00 CNY" in dry.stdout
    assert "Nothing was changed" in dry.stdout
    stopped = hongmao(tmp_path, *command, SECRET=SECRET)
    assert stopped.returncode == 1
    assert "line 3, 付款预估收入" in stopped.stdout
    kept = hongmao(tmp_path, *command, "--skip-bad", SECRET=SECRET)
    assert kept.returncode == 0
    again = hongmao(tmp_path, *command, "--skip-bad", SECRET=SECRET)
    assert [counts(one)[0] for one in (kept, again)] == ["1", "0"]
    assert counts(again) == ("0", "1", "1")
    named = hongmao(tmp_path, *command, "--map", "fee=没有", SECRET=SECRET)
    assert named.returncode == 2
    assert "--map" in named.stderr
    assert hongmao(tmp_path, "import-orders", "nowhere", str(report)).returncode == 2


def test_a_network_is_prepared(tmp_path: Path) -> None:
    """The setting keeps the networks that there are, and is one that the next run takes."""
    first = hongmao(tmp_path, "postback", "net", "--preset", "voluum", "--address", "192.0.2.0/24")
    assert first.returncode == 0, first.stderr
    setting, url = first.stdout.split()
    value = setting.removeprefix("HONGMAO_POSTBACKS=")
    token = json.loads(value)["net"]["token"]
    assert url.endswith(f"/postback/{token}?txid=…&cid=…&payout=…&currency=…&et=…")
    second = hongmao(tmp_path, "postback", "other", "--currency", "EUR", POSTBACKS=value)
    known = json.loads(second.stdout.split()[0].removeprefix("HONGMAO_POSTBACKS="))
    assert known["net"]["token"] == token
    assert set(known) == {"net", "other"}
    for wrong in (("Net",), ("net", "--preset", "x"), ("net", "--address", "nowhere")):
        refused = hongmao(tmp_path, "postback", *wrong)
        assert refused.returncode == 2, refused.stdout
    broken = hongmao(tmp_path, "postback", "net", SHOPIFY_SHOPS="{")
    assert "HONGMAO_SHOPIFY_SHOPS" in broken.stderr
