"""Clicks over a real socket: where they lead, what is recorded, what the reader is told."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from hongmao.core.events import Click
from hongmao.core.ids import ClickMint, derive_key
from tests.edge.harness import (
    ASTRAY,
    COMMUNITY,
    EARLY,
    ENDED,
    LIVE,
    PAUSED,
    PERSON,
    SECRET,
    Edge,
    Response,
    clicks,
    eventually,
    link,
    view_token,
)


def recorded(edge: Edge, response: Response) -> Click:
    """The click of an answer, read back from the log."""
    click_id = response.headers["hongmao-click"]
    assert ClickMint(derive_key(SECRET, "click")).genuine(click_id)
    assert eventually(lambda: any(c.id == click_id for c in clicks(edge.log_folder)))
    return next(c for c in clicks(edge.log_folder) if c.id == click_id)


def test_a_live_link_leads_to_its_destination(edge: Edge) -> None:
    response = edge.ask("GET", f"/r/{LIVE}")
    assert response.status == 302
    assert response.headers["location"] == link().destination
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["date"].endswith("GMT")
    click = recorded(edge, response)
    assert (click.code, click.placement, click.note, click.creator) == (LIVE, 11, 22, 33)
    assert (click.brand, click.campaign, click.outcome, click.flags) == (44, 55, "sent", ())


@pytest.mark.parametrize(
    ("code", "reason"),
    [(PAUSED, "admission_expired"), (ENDED, "campaign_over"), (EARLY, "link_not_started")],
)
def test_a_link_that_is_off_leads_to_its_note(edge: Edge, code: str, reason: str) -> None:
    response = edge.ask("GET", f"/r/{code}")
    assert response.status == 302
    assert response.headers["location"] == f"{COMMUNITY}/notes/22?link={reason}"
    assert recorded(edge, response).outcome == "paused"


@pytest.mark.parametrize(
    ("accepted", "language", "words"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans", "这个链接不存在"),
        ("en-GB,en;q=0.9", "en", "This link does not exist"),
        ("fr-FR", "en", "This link does not exist"),
        ("", "zh-Hans", "这个链接不存在"),
    ],
)
def test_an_unknown_code_is_said_in_the_readers_language(
    edge: Edge, accepted: str, language: str, words: str
) -> None:
    response = edge.ask("GET", "/r/nosuchcode", {"Accept-Language": accepted})
    assert response.status == 404
    assert response.headers["content-language"] == language
    assert "location" not in response.headers
    assert "default-src 'none'" in response.headers["content-security-policy"]
    page = response.body.decode()
    assert words in page
    assert f'href="{COMMUNITY}/"' in page
    assert "<svg" in page
    assert "http" not in page.replace(COMMUNITY, "")


def test_a_destination_off_the_admitted_hosts_is_not_served(edge: Edge) -> None:
    assert edge.ask("GET", f"/r/{ASTRAY}").status == 404
    assert edge.health()["snapshot"]["dropped"] == 1
    assert "not on an admitted host" in edge.errors()


def test_head_is_answered_without_a_body_and_flagged(edge: Edge) -> None:
    response = edge.ask("HEAD", f"/r/{LIVE}")
    assert response.status == 302
    assert recorded(edge, response).flags == ("head",)
    with edge.client() as client:
        assert client.ask("HEAD", "/r/nosuchcode").status == 404
        assert client.ask("GET", f"/r/{LIVE}").status == 302


@pytest.mark.parametrize(
    ("headers", "flags"),
    [
        ({"Sec-Purpose": "prefetch;prerender"}, ("prefetch",)),
        ({"Purpose": "prefetch"}, ("prefetch",)),
        ({"X-Moz": "prefetch"}, ("prefetch",)),
        ({"User-Agent": "Mozilla/5.0 (compatible; Baiduspider/2.0)"}, ("bot",)),
        ({"User-Agent": ""}, ("no_agent",)),
        ({"User-Agent": "curl/8.5.0", "Purpose": "prefetch"}, ("bot", "prefetch")),
    ],
)
def test_what_is_no_reader_is_redirected_and_flagged(
    edge: Edge, headers: dict[str, str], flags: tuple[str, ...]
) -> None:
    response = edge.ask("GET", f"/r/{LIVE}", headers)
    assert response.headers["location"] == link().destination
    assert recorded(edge, response).flags == flags


def test_a_view_token_ties_the_click_to_its_view(edge: Edge) -> None:
    response = edge.ask("GET", f"/r/{LIVE}?v={view_token()}&s=note")
    click = recorded(edge, response)
    assert (len(click.view), click.surface, click.flags) == (16, "note", ())


@pytest.mark.parametrize(
    ("token", "surface"),
    [
        ({"secret": "another"}, "note"),
        ({"code": PAUSED}, "note"),
        ({}, "feed"),
        ({}, ""),
    ],
)
def test_a_forged_view_token_is_flagged_and_redirected(
    edge: Edge, token: dict[str, str], surface: str
) -> None:
    made = dict[str, Any](token)
    query = f"v={view_token(**made)}&s={surface}"
    click = recorded(edge, edge.ask("GET", f"/r/{LIVE}?{query}"))
    assert (click.view, click.surface, click.flags) == ("", "", ("bad_view_token",))


def test_a_reader_is_the_cookie_or_else_the_day_address_and_agent(edge: Edge) -> None:
    def reader(**headers: str) -> str:
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        return recorded(edge, edge.ask("GET", f"/r/{LIVE}", said)).reader

    assert reader(Cookie="a=b; hm_reader=xyz") == reader(Cookie="hm_reader=xyz", User_Agent="Other")
    assert reader(Cookie="hm_reader=xyz") != reader(Cookie="hm_reader=xya")
    assert reader(Cookie="not_hm_reader=xyz") == reader() != reader(User_Agent=f"{PERSON} 2")
    assert "127.0.0.1" not in reader()


def test_the_root_leads_to_the_community(edge: Edge) -> None:
    response = edge.ask("GET", "/")
    assert (response.status, response.headers["location"]) == (302, f"{COMMUNITY}/")
    assert "hongmao-click" not in response.headers


def test_other_methods_and_addresses_are_refused(edge: Edge) -> None:
    assert edge.ask("DELETE", f"/r/{LIVE}").status == 405
    assert edge.ask("POST", "/").headers["allow"] == "GET, HEAD"
    assert edge.ask("GET", "/robots.txt").status == 404
    assert edge.ask("GET", f"/r/{LIVE}/").status == 404
    assert edge.ask("GET", f"/r/{LIVE}%00").status == 404


def test_a_proxys_absolute_target_is_understood(edge: Edge) -> None:
    response = edge.ask("GET", f"http://evil.example/r/{LIVE}?next=https://evil.example")
    assert urlsplit(response.headers["location"]).hostname == "item.taobao.com"


def test_health_tells_snapshot_and_log(edge: Edge) -> None:
    health = edge.health()
    assert health["status"] == "ok"
    assert health["snapshot"]["version"] == 1
    assert health["snapshot"]["links"] == 4
    assert health["log"]["pid"] == edge.pid
    assert health["log"]["lost"] == 0
