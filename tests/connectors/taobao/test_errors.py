"""What the connector does for every error that the platform documents, spoken by the sandbox."""

import pytest

from hongmao.connectors.taobao.connector import TaobaoConfig, TaobaoConnector
from hongmao.core.connector import (
    CursorLost,
    MarketplaceError,
    MendRequest,
    TryAgain,
    Window,
    WindowTooLong,
)
from tests.sandbox.running import RunningSandbox
from tests.sandbox.wire import HOUR_MS, now_ms

BANNED = "accesscontrol.limited-by-app-access-count"
BAN = "This ban will last for 42 more seconds"


def refusal(sandbox: RunningSandbox, **fault: object) -> MarketplaceError:
    """What a caller without patience gets where the marketplace answers with a fault."""
    sandbox.admin("faults", **fault)
    connector = TaobaoConnector(
        TaobaoConfig(sandbox.gateway, sandbox.app_key, sandbox.app_secret, patience_s=0.0)
    )
    try:
        with pytest.raises(MarketplaceError) as caught:
            connector.pull_orders(Window(now_ms() - HOUR_MS, now_ms()))
    finally:
        connector.close()
    return caught.value


@pytest.mark.parametrize(
    ("code", "sub_code", "sub_msg", "wait_s"),
    [
        (7, BANNED, BAN, 42.0),
        (7, "accesscontrol.limited-by-api-access-count", BAN, 42.0),
        (7, "accesscontrol.limited-by-session-access-count", BAN, 42.0),
        (7, "", "", 1.0),
        (10, "", "", 0.25),
        (15, "", "", 0.25),
        (15, "isp.remote-service-error", "远程服务异常", 0.25),
        (15, "isp.remote-connection-timeout", "连接超时", 0.25),
        (15, "isp.null-pointer-exception", "空指针", 0.25),
        (50, "isp.top-remote-service-unavailable", "服务不可用", 0.25),
        (15, "3000", "已达当日上限", 3600.0),
        (15, "9100", "限流", 2.0),
        (15, "3001", "系统繁忙", 1.0),
    ],
)
def test_what_passes_is_tried_again_after_a_wait(
    sandbox: RunningSandbox, code: int, sub_code: str, sub_msg: str, wait_s: float
) -> None:
    found = refusal(sandbox, code=code, sub_code=sub_code, sub_msg=sub_msg)
    assert isinstance(found, TryAgain)
    assert found.wait_s == wait_s
    assert found.code.startswith(str(code))


@pytest.mark.parametrize(
    ("code", "sub_code", "sentence"),
    [
        (9, "", "takes GET and POST alone"),
        (11, "isv.permission-api-package-limit", "allow-list"),
        (12, "isv.permission-user-denied", "has not authorised this app"),
        (15, "isv.invalid-parameter", "的原话"),
        (50, "isv.item-not-exist", "的原话"),
        (21, "", "method did not arrive"),
        (22, "isv.api-not-exist", "HONGMAO_TAOBAO_GATEWAY"),
        (23, "", "did not take `format`"),
        (24, "", "signature did not arrive"),
        (25, "", "HONGMAO_TAOBAO_APP_SECRET"),
        (26, "", "HONGMAO_TAOBAO_SESSION"),
        (27, "", "HONGMAO_TAOBAO_SESSION"),
        (28, "", "HONGMAO_TAOBAO_APP_KEY"),
        (29, "isv.appkey-not-exists", "HONGMAO_TAOBAO_APP_KEY"),
        (30, "", "clock"),
        (31, "", "clock"),
        (32, "", "version did not arrive"),
        (33, "", "does not know version 2.0"),
        (34, "", "no longer speaks version 2.0"),
        (40, "isv.missing-parameter", "asks for an argument"),
        (41, "isv.invalid-parameter", "refused an argument"),
        (15, "1001", "kind, size or number of a page"),
        (15, "1005", "direction of a page"),
        (15, "1006", "a status"),
        (15, "1008", "no longer knows our place"),
        (15, "2000", "could not read a time"),
        (15, "2001", "ends before it begins"),
        (15, "2002", "set this machine's clock"),
        (15, "2004", "more than 90 days ago"),
        (15, "2007", "longer than the feed serves today"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(
    sandbox: RunningSandbox, code: int, sub_code: str, sentence: str
) -> None:
    found = refusal(sandbox, code=code, sub_code=sub_code, sub_msg="它的原话")
    assert isinstance(found, MendRequest)
    assert sentence in found.detail
    assert found.code == f"{code} {sub_code}".strip()
    assert not sub_code or "它的原话" in found.detail


@pytest.mark.parametrize(
    ("sub_code", "kind"), [("1008", CursorLost), ("2007", WindowTooLong), ("2004", MendRequest)]
)
def test_what_the_worker_mends_by_itself_has_a_type(
    sandbox: RunningSandbox, sub_code: str, kind: type[MendRequest]
) -> None:
    assert type(refusal(sandbox, code=15, sub_code=sub_code, sub_msg="x")) is kind
