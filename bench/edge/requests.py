"""What the benchmark sends: a thousand readers' clicks, lean or with all that a browser says."""

import json
import random
import secrets
import time
from collections.abc import Iterator

from bench.edge.contestants import CODE, SECRET
from hongmao.core.ids import ViewTokens, derive_key, of_card, of_page

READERS = 1000
AGENTS = tuple(
    f"Mozilla/5.0 ({device}) {engine} {app}".strip()
    for device, engine, apps in (
        (
            "iPhone; CPU iPhone OS 17_5 like Mac OS X", "AppleWebKit/605.1.15 (KHTML, like Gecko)",
            ("Version/17.5 Mobile/15E148 Safari/604.1", "CriOS/138.0.7204.53 Mobile/15E148 "
             "Safari/604.1", "FxiOS/140.0 Mobile/15E148 Safari/605.1.15", "Mobile/15E148",
             "Mobile/15E148 AliApp(TB/10.34.10)", "Mobile/15E148 jdapp;iPhone;15.1.60"),
        ),
        (
            "Linux; Android 14; 23127PN0CC Build/UKQ1.230804.001",
            "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.6367.82 Mobile Safari/537.36",
            ("", "EdgA/124.0.2478.64", "OPR/81.1.4292", "AliApp(TB/10.34.10)",
             "jdapp;android;15.1.55", "pinduoduo/7.15.0"),
        ),
    )
    for app in apps
)  # fmt: skip
"""Readers who are redirected, as nginx redirects: those of some apps get a page and cost more."""
_BROWSER = (
    "Connection: keep-alive\r\n"
    'sec-ch-ua: "Chromium";v="124", "Android WebView";v="124", "Not-A.Brand";v="99"\r\n'
    'sec-ch-ua-mobile: ?1\r\nsec-ch-ua-platform: "Android"\r\nUpgrade-Insecure-Requests: 1\r\n'
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
    "\r\nSec-Fetch-Site: same-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-User: ?1\r\n"
    "Sec-Fetch-Dest: document\r\nReferer: https://community.example/\r\n"
    "Accept-Encoding: gzip, deflate, br, zstd\r\n"
)


def clicks(*, whole_browser: bool) -> list[bytes]:
    """A click of each reader.

    Lean: host, agent, language. With all that a browser says: 14 headers, a cookie for every second
    reader, and the token of the view in every address.
    """
    chance = random.Random(1)
    tokens, now_s = ViewTokens(derive_key(SECRET, "view")), int(time.time())
    found = []
    for number in range(READERS):
        query = extra = ""
        if whole_browser:
            token = tokens.mint(secrets.token_bytes(8), now_s, of_card(CODE, "feed"))
            query, extra = f"?v={token}&s=feed", _BROWSER
            if number % 2:
                extra += f"Cookie: hm_theme=dark; hm_reader={chance.getrandbits(128):032x}\r\n"
        found.append(
            f"GET /r/{CODE}{query} HTTP/1.1\r\nHost: go.community.example\r\n"
            f"User-Agent: {chance.choice(AGENTS)}\r\nAccept-Language: zh-CN,zh;q=0.9\r\n"
            f"{extra}\r\n".encode()
        )
    return found


def beacons(count: int, cards: int) -> Iterator[bytes]:
    """Beacons of a page each, with that many cards seen."""
    tokens, now_s = ViewTokens(derive_key(SECRET, "view")), int(time.time())
    codes = CODE * cards
    for _ in range(count):
        token = tokens.mint(secrets.token_bytes(8), now_s, of_page("feed", 0, codes))
        body = json.dumps({"p": [[token, "feed", 0, codes, list(range(cards)), 0]]})
        body = body.replace(" ", "")
        yield (
            "POST /e HTTP/1.1\r\nHost: go.community.example\r\nUser-Agent: "
            f"{AGENTS[0]}\r\nContent-Type: text/plain;charset=UTF-8\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()
