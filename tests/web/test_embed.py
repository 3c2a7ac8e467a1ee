"""The card in other communities: the API, oEmbed against its specification, and the module."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit
from xml.etree import ElementTree

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from hongmao.core.disclosure import LABELS, label
from hongmao.core.ids import ViewTokens, derive_key, of_card, of_page
from hongmao.integrators.actions import add_integrator, revoke_integrator
from hongmao.integrators.models import Integrator
from hongmao.links import actions as links
from hongmao.links.models import Placement
from hongmao.notes.models import NoteState
from hongmao.people.models import Role
from hongmao.web.embed import callers
from hongmao.web.embed.pace import Pace
from hongmao.web.embed.script import FILE, version
from tests import factories
from tests.web.parsing import read_page

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("home")]

ORIGIN = "https://forum.example"
CSS = Path("src/hongmao/web/static/hongmao/css/tokens.css")


@pytest.fixture(autouse=True)
def _fresh_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callers, "_pace", Pace())


@pytest.fixture
def placement() -> Placement:
    """A live placement."""
    return factories.make_placement()


@pytest.fixture
def key() -> str:
    """The key of the integrator `forum`."""
    return add_integrator("forum", [ORIGIN], "EU")[1]


def ask(client: Client, key: str = "", **parameters: Any) -> tuple[int, Any]:
    """The status and the JSON of a call to the card API."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    headers["Accept-Language"] = "en"
    response = client.get("/api/v1/cards", parameters, headers=headers)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies
    return response.status_code, response.json()


@pytest.mark.parametrize("jurisdiction", LABELS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_card_comes_with_its_label_and_proves_its_view(
    client: Client, placement: Placement, key: str, settings: Settings,
    jurisdiction: str, language: str,
) -> None:  # fmt: skip
    status, said = ask(
        client, key, content=placement.note_id, lang=language, jurisdiction=jurisdiction
    )
    assert status == 200
    [card] = said["cards"]
    brand, product = placement.brand, placement.product
    assert product
    chinese = language == "zh"
    assert card["label"] == label(jurisdiction, language)
    assert (brand.name if chinese else brand.name_en) in card["behalf"]
    assert card["title"] == (product.title if chinese else product.title_en)
    assert card["price"] == "¥99.00"
    assert (card["price_minor"], card["currency"]) == (9900, "CNY")
    link = urlsplit(card["link"])
    assert f"{link.scheme}://{link.netloc}" == settings.HONGMAO.edge_address
    assert link.path == f"/r/{placement.link.code}"
    tokens = ViewTokens(derive_key(settings.HONGMAO.secret.get_secret_value(), "view"))
    of_link = tokens.open(parse_qs(link.query)["v"][0], of_card(placement.link.code, "embed"))
    page = said["page"]
    assert page["codes"] == placement.link.code
    of_all = tokens.open(page["token"], of_page("embed", page["note"], page["codes"]))
    assert of_link
    assert of_all
    assert of_link.id == of_all.id == card["view"]


def test_the_jurisdiction_is_asked_for_else_the_integrators_else_ours(
    client: Client, placement: Placement, key: str
) -> None:
    def jurisdiction(key: str, **asked: str) -> str:
        return str(ask(client, key, content=placement.note_id, **asked)[1]["jurisdiction"])

    plain = add_integrator("plain", [])[1]
    assert jurisdiction(key, jurisdiction="us") == "US"
    assert jurisdiction(key) == "EU"
    assert jurisdiction(plain) == "CN"


def test_a_page_is_known_by_its_origin(client: Client, placement: Placement, key: str) -> None:
    def status(origin: str) -> int:
        address = f"/api/v1/cards?content={placement.note_id}"
        return client.get(address, headers={"Origin": origin}).status_code

    assert status(ORIGIN) == 200
    assert [status(o) for o in ("https://other.example", "http://forum.example", "null")] == [
        403, 403, 403,
    ]  # fmt: skip
    revoke_integrator("forum")
    assert status(ORIGIN) == 403
    assert ask(client, key, content=placement.note_id)[0] == 401


def test_refusals_say_why(client: Client, key: str, placement: Placement) -> None:
    note = placement.note_id
    answers = [
        ask(client, content=note),
        ask(client, "hm_wrong", content=note),
        ask(client, key),
        ask(client, key, content=[str(n) for n in range(21)]),
        ask(client, key, content=note, jurisdiction="XX"),
    ]
    assert [(status, said["reason"]) for status, said in answers] == [
        (401, "unknown_integrator"), (401, "unknown_integrator"), (400, "bad_parameter"),
        (400, "bad_parameter"), (400, "bad_parameter"),
    ]  # fmt: skip
    assert all(said["message"] for _, said in answers)


def test_what_has_no_card_says_why(client: Client, key: str, placement: Placement) -> None:
    plain = factories.make_note().pk
    odd = ["0", "٣", "9" * 30, "forum:", ":", "forum:unknown", "'", ""]
    status, said = ask(client, key, content=[str(plain), *odd])
    assert (status, said["cards"]) == (200, [])
    assert [(row["content"], row["reason"]) for row in said["missing"]] == [
        (str(plain), "no_card"), *((content, "content_unknown") for content in odd),
    ]  # fmt: skip
    links.pause(factories.make_person(Role.OPERATOR), placement.pk)
    assert ask(client, key, content=placement.note_id)[1]["missing"][0]["reason"] == "no_card"
    placement.note.state = NoteState.REMOVED
    placement.note.save()
    missing = ask(client, key, content=placement.note_id)[1]["missing"]
    assert missing[0]["reason"] == "content_unknown"


def register(client: Client, key: str, body: object) -> tuple[int, Any]:
    """Register a content; what is answered."""
    response = client.post(
        "/api/v1/contents",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}", "Accept-Language": "en"},
    )
    return response.status_code, response.json()


def test_a_post_is_a_note(client: Client, key: str, placement: Placement) -> None:
    said = {"content": "post-17", "note": placement.note_id}
    for _ in range(2):
        status, answer = register(client, key, said)
        assert (status, answer["content"]) == (200, "forum:post-17")
    assert ask(client, key, content="forum:post-17")[1]["cards"][0]["content"] == "forum:post-17"
    other = add_integrator("other", [])[1]
    assert register(client, other, said)[1]["content"] == "other:post-17"
    revoke_integrator("forum")
    assert ask(client, other, content="forum:post-17")[1]["missing"][0]["reason"] == (
        "content_unknown"
    )


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ([], 400, "bad_parameter"),
        ({"content": "p"}, 400, "bad_parameter"),
        ({"content": "a b", "note": 1}, 400, "bad_parameter"),
        ({"content": "p" * 121, "note": 1}, 400, "bad_parameter"),
        ({"content": "p" * 9000, "note": 1}, 400, "bad_parameter"),
        ({"content": "p", "note": 999_999}, 404, "note_not_public"),
        ({"content": "p", "note": 10**30}, 400, "bad_parameter"),
    ],
)
def test_a_post_that_is_none(
    client: Client, key: str, body: object, status: int, reason: str
) -> None:
    assert register(client, key, body)[0] == status
    assert register(client, key, body)[1]["reason"] == reason
    assert register(client, "hm_no", body)[0] == 401


def test_a_key_is_kept_as_a_hash(key: str) -> None:
    assert key.encode() not in str(Integrator.objects.values()).encode()


def test_calls_have_a_pace(client: Client, key: str, settings: Settings) -> None:
    settings.HONGMAO = settings.HONGMAO.model_copy(update={"api_calls_a_minute": 3})
    for _ in range(4):  # a minute may end among them
        answers = [client.get("/api/v1/cards?content=1", headers={"Authorization": f"Bearer {key}"})
                   for _ in range(4)]  # fmt: skip
    refused = answers[-1]
    assert refused.status_code == 429
    assert refused.json()["reason"] == "too_many_calls"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


def test_a_pace_begins_anew_each_minute() -> None:
    pace = Pace()
    assert [pace.take("a", 2, 61.0) for _ in range(3)] == [0, 0, 59]
    assert pace.take("b", 2, 61.0) == 0
    assert pace.take("a", 2, 120.0) == 0


# oEmbed 1.0, section 2.3.4: what each type requires, and of which kind it is
REQUIRED = {"rich": {"html": str, "width": int, "height": int}, "link": {}}
OPTIONAL = {
    "title": str, "author_name": str, "author_url": str, "provider_name": str, "provider_url": str,
    "cache_age": int, "thumbnail_url": str, "thumbnail_width": int, "thumbnail_height": int,
}  # fmt: skip


def validate(said: dict[str, Any], max_width: int, max_height: int) -> None:
    """Hold an answer to the specification."""
    assert said["version"] == "1.0"
    required = REQUIRED[said["type"]]
    known = {**required, **OPTIONAL}
    assert required.keys() <= said.keys() <= known.keys() | {"version", "type"}
    for name, kind in known.items():
        assert isinstance(said.get(name, kind()), kind), name
    thumbnail = [name in said for name in OPTIONAL if name.startswith("thumbnail_")]
    assert len(set(thumbnail)) == 1
    if any(thumbnail):
        assert said["thumbnail_width"] <= max_width
        assert said["thumbnail_height"] <= max_height
    if said["type"] == "rich":
        assert 0 < said["width"] <= max_width
        assert 0 < said["height"] <= max_height


@pytest.mark.parametrize("sponsored", [False, True])
@pytest.mark.parametrize(
    ("width", "height", "kind"),
    [(9999, 9999, "rich"), (300, 900, "rich"), (200, 900, "link"), (600, 100, "link"),
     (0, 0, "link")],
)  # fmt: skip
def test_the_answer_is_what_the_specification_asks(
    client: Client, settings: Settings, placement: Placement,
    sponsored: bool, width: int, height: int, kind: str,
) -> None:  # fmt: skip
    pk = placement.note_id if sponsored else factories.make_note(title='"<b>').pk
    address = quote(f"{settings.HONGMAO.web_address}/n/{pk}", safe="")
    asked = f"/oembed?url={address}&maxwidth={width}&maxheight={height}"
    response = client.get(f"{asked}&format=json", headers={"Accept-Language": "zh-CN"})
    assert response.headers["Content-Type"] == "application/json"
    said = response.json()
    validate(said, width, height)
    assert said["type"] == kind
    if kind == "rich":
        [frame] = read_page(said["html"])
        assert frame.tag == "iframe"
        assert frame.attributes["src"] == f"{settings.HONGMAO.web_address}/embed/n/{pk}"
        assert frame.attributes["title"] == said["title"]
    xml = client.get(f"{asked}&format=xml", headers={"Accept-Language": "zh-CN"})
    assert xml.headers["Content-Type"].startswith("text/xml")
    root = ElementTree.fromstring(xml.content)
    assert root.tag == "oembed"
    assert {e.tag: e.text for e in root} == {name: str(value) for name, value in said.items()}


def test_what_has_no_embed(client: Client, settings: Settings, placement: Placement) -> None:
    web = settings.HONGMAO.web_address

    def status(url: str, more: str = "") -> int:
        return client.get(f"/oembed?url={quote(url, safe='')}{more}").status_code

    note = f"{web}/n/{placement.note_id}"
    assert status(note) == status(f"{note}?from=x#y") == 200
    assert status(note, "&format=yaml") == 501
    assert status(note, "&maxwidth=wide") == 400
    for url in ("", "x", f"{web}/", f"{web}/n/999999", f"{web}/n/{10**30}", "http://[",
                f"https://elsewhere.example/n/{placement.note_id}"):  # fmt: skip
        assert status(url) == 404, url
    placement.note.state = NoteState.DRAFT
    placement.note.save()
    assert status(note) == 401


def test_a_note_can_be_discovered(client: Client, placement: Placement, settings: Settings) -> None:
    html = client.get(f"/n/{placement.note_id}").content.decode()
    found = {
        e.attributes["type"]: e.attributes["href"]
        for e in read_page(html)
        if e.tag == "link" and "oembed" in e.attributes.get("type", "")
    }
    assert set(found) == {"application/json+oembed", "text/xml+oembed"}
    for address in found.values():
        assert address.startswith(settings.HONGMAO.web_address)
        path = urlsplit(address)
        assert client.get(f"{path.path}?{path.query}").status_code == 200


def test_the_frame_may_stand_anywhere_and_is_labelled(client: Client, placement: Placement) -> None:
    response = client.get(f"/embed/n/{placement.note_id}")
    policy = response.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "unsafe" not in policy
    assert "X-Frame-Options" not in response.headers
    elements = read_page(response.content.decode())
    first = next(e for e in elements if "data-label" in e.attributes or e.tag == "a")
    assert "data-label" in first.attributes
    page = next(e for e in elements if "data-page" in e.attributes).attributes
    assert (page["data-surface"], page["data-codes"]) == ("embed", placement.link.code)
    assert client.get("/embed/n/999999").status_code == 404
    elsewhere = client.get("/")
    assert "frame-ancestors 'none'" in elsewhere.headers["Content-Security-Policy"]


def test_the_module_is_small_and_can_be_kept(client: Client) -> None:
    response = client.get("/embed.js")
    assert len(response.content) < 10_000
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "immutable" not in response.headers["Cache-Control"]
    assert "immutable" in client.get(f"/embed.js?v={version()}").headers["Cache-Control"]
    assert "immutable" not in client.get("/embed.js?v=0").headers["Cache-Control"]
    tag = {"If-None-Match": response.headers["ETag"]}
    assert client.get("/embed.js", headers=tag).status_code == 304


def test_the_modules_colours_are_the_pages() -> None:
    colours = re.compile(r"#[0-9a-f]{6}\b")
    assert set(colours.findall(FILE.read_text())) <= set(colours.findall(CSS.read_text()))
