"""The card: no link without its label, and the label before the link."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from hongmao.core.disclosure import label
from hongmao.core.ids import ViewTokens, derive_key, of_card, of_page
from hongmao.core.reasons import SENTENCES, Reason
from hongmao.links import actions
from hongmao.links.models import Placement
from hongmao.notes.actions.notes import NoteText, PictureFile, publish_note
from hongmao.people.models import Role
from hongmao.web.feed.note import LINK_REASONS
from tests import factories
from tests.web.parsing import Element, inside, read_page

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("home")]

LANGUAGES = ["zh-CN", "en"]


@pytest.fixture
def placement() -> Placement:
    """A live placement, with other notes around it so that the feed may show it."""
    found = factories.make_placement()
    for _ in range(12):
        factories.make_note()
    return found


def read(client: Client, path: str, language: str = "zh-CN") -> list[Element]:
    """The elements of a page."""
    response = client.get(path, headers={"Accept-Language": language})
    assert response.status_code == 200
    return read_page(response.content.decode())


def links_out(elements: list[Element], settings: Settings) -> list[Element]:
    """The links that lead to the edge."""
    edge = settings.HONGMAO.edge_address
    return [e for e in elements if e.tag == "a" and e.attributes["href"].startswith(edge)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("jurisdiction", ["CN", "EU", "US", "UK"])
@pytest.mark.parametrize("surface", ["feed", "note"])
def test_every_link_stands_in_a_labelled_card(
    client: Client,
    placement: Placement,
    settings: Settings,
    language: str,
    jurisdiction: str,
    surface: str,
) -> None:
    settings.HONGMAO = settings.HONGMAO.model_copy(update={"jurisdiction": jurisdiction})
    elements = read(client, "/" if surface == "feed" else f"/n/{placement.note_id}", language)
    links = links_out(elements, settings)
    cards = [e for e in elements if "data-card" in e.attributes]
    assert len(links) == len(cards) == 1
    within = inside(elements, cards[0])
    labels = [e for e in within if "data-label" in e.attributes]
    assert [e.text for e in labels] == [label(jurisdiction, language)]
    assert within.index(labels[0]) < within.index(links[0])
    brand = placement.brand.name if language == "zh-CN" else placement.brand.name_en
    assert brand in cards[0].text
    assert links[0].attributes["rel"] == "sponsored nofollow noopener"


@pytest.mark.parametrize("path", ["feed", "note"])
def test_a_label_stands_before_anything_that_can_be_tapped(
    client: Client, placement: Placement, path: str
) -> None:
    elements = read(client, "/" if path == "feed" else f"/n/{placement.note_id}")
    outer = next(
        e
        for e in elements
        if ("tile-sponsored" in e.classes if path == "feed" else "note" in e.classes)
    )
    within = inside(elements, outer)
    first = next(e for e in within if "data-label" in e.attributes or e.tag == "a")
    assert "data-label" in first.attributes


def test_the_link_proves_its_view(client: Client, placement: Placement, settings: Settings) -> None:
    tokens = ViewTokens(derive_key(settings.HONGMAO.secret.get_secret_value(), "view"))
    elements = read(client, f"/n/{placement.note_id}")
    card = next(e for e in elements if "data-card" in e.attributes)
    link = urlsplit(links_out(elements, settings)[0].attributes["href"])
    query = parse_qs(link.query)
    code = placement.link.code
    assert link.path == f"/r/{code}"
    assert query["s"] == ["note"]
    shown = tokens.open(query["v"][0], of_card(code, "note"))
    assert shown
    assert shown.id == card.attributes["data-view"]
    assert tokens.open(query["v"][0], of_card(code, "feed")) is None
    again = read(client, f"/n/{placement.note_id}")
    assert shown.id != next(e for e in again if "data-card" in e.attributes).attributes["data-view"]


@pytest.mark.parametrize("path", ["feed", "note"])
def test_a_page_proves_what_it_showed(
    client: Client, placement: Placement, settings: Settings, path: str
) -> None:
    tokens = ViewTokens(derive_key(settings.HONGMAO.secret.get_secret_value(), "view"))
    elements = read(client, "/" if path == "feed" else f"/n/{placement.note_id}")
    page = next(e for e in elements if "data-page" in e.attributes).attributes
    cards = [e.attributes for e in elements if "data-card" in e.attributes]
    note = placement.note_id if path == "note" else 0
    assert (page["data-surface"], page["data-note"]) == (path, str(note))
    assert page["data-codes"] == placement.link.code
    view = tokens.open(page["data-page"], of_page(path, note, page["data-codes"]))
    assert view
    assert [(card["data-view"], card["data-place"]) for card in cards] == [(view.id, "0")]


def test_beacons_go_to_the_edge(client: Client, settings: Settings) -> None:
    body = next(e for e in read(client, "/") if e.tag == "body")
    assert body.attributes["data-edge"] == settings.HONGMAO.edge_address


def test_a_paused_placement_loses_its_link_not_its_note(
    client: Client, placement: Placement, settings: Settings
) -> None:
    actions.pause(factories.make_person(Role.OPERATOR), placement.pk)
    for path in ("/", f"/n/{placement.note_id}"):
        elements = read(client, path)
        assert not links_out(elements, settings)
        assert not [e for e in elements if "data-label" in e.attributes]
    assert placement.note.title in "".join(e.text for e in read(client, "/"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", sorted(LINK_REASONS))
def test_a_paused_link_says_why(
    client: Client, placement: Placement, language: str, reason: Reason
) -> None:
    elements = read(client, f"/n/{placement.note_id}?link={reason}", language)
    notice = next(e for e in elements if "notice" in e.classes)
    assert notice.text.strip() == SENTENCES[reason].text(language)


@pytest.mark.parametrize(
    "reason", ["", "nonsense", "unknown_code", "not_allowed", "<script>", "host_not_admitted"]
)
def test_no_other_sentence_is_shown(client: Client, placement: Placement, reason: str) -> None:
    elements = read(client, f"/n/{placement.note_id}?link={reason}")
    assert not [e for e in elements if "notice" in e.classes]


def test_what_people_write_is_text(client: Client) -> None:
    text = NoteText("<b>bold</b>", "<script>alert(1)</script>", topics=("<i>",))
    picture = PictureFile('x" onerror="alert(1)', 4, 3, "#abcdef", alt='"><b>')
    note = publish_note(factories.make_person(Role.CREATOR, name="<u>me"), text, [picture])
    for path in ("/", f"/n/{note.pk}"):
        elements = read(client, path)
        assert not [e for e in elements if e.tag in {"b", "i", "u"}]
        assert not [e for e in elements if "onerror" in e.attributes]
        assert not [e for e in elements if e.tag == "script" and e.text]


@pytest.mark.parametrize("pk", [0, 999_999, 10**30])
def test_a_note_that_is_not_there(client: Client, pk: int) -> None:
    response = client.get(f"/n/{pk}", headers={"Accept-Language": "en"})
    assert response.status_code == 404
    assert "nothing at this address" in response.content.decode()


def walk(client: Client) -> list[tuple[int, bool]]:
    """The whole feed by its plain links: each note, and whether it is sponsored."""
    found: list[tuple[int, bool]] = []
    address = "/"
    while address:
        html = client.get(address).content.decode()
        tiles = re.findall(r'<article class="(.*?)".*?href="/n/(\d+)"', html, re.DOTALL)
        found += [(int(note), "tile-sponsored" in classes) for classes, note in tiles]
        more = re.search(r'class="button button-quiet" href="(/\?place=[^"]+)"', html)
        address = more.group(1) if more else ""
    return found


def test_the_feed_repeats_nothing_loses_nothing_and_keeps_the_share(
    client: Client, settings: Settings
) -> None:
    brand = factories.make_brand()
    factories.make_admission(brand)
    sponsored = {factories.make_placement(brand=brand).note_id for _ in range(7)}
    organic = {factories.make_note().pk for _ in range(70)}
    shown = walk(client)
    notes = [note for note, _ in shown]
    assert len(notes) == len(set(notes))
    assert organic <= set(notes)
    assert {note for note, ad in shown if ad} <= sponsored
    values = settings.HONGMAO
    ads = 0
    for slots, (_note, ad) in enumerate(shown, start=1):
        ads += ad
        assert ads * 100 <= values.ad_share_percent * slots
    assert ads >= 5


def test_the_feed_goes_on_without_a_page_around_it(client: Client) -> None:
    for _ in range(30):
        factories.make_note()
    whole = client.get("/")
    place = re.search(r'hx-get="(/\?place=[^"]+)"', whole.content.decode())
    assert place
    part = client.get(place.group(1), headers={"HX-Request": "true"})
    assert "HX-Request" in part.headers["Vary"]
    assert "<html" not in part.content.decode()
    assert part.content.decode().count("<article") == 6


@pytest.mark.parametrize("place", ["x", "%00", "lgEC", "a" * 5000, "kpLLf_AAAAAAAAABwMAAAMA"])
def test_a_place_that_makes_no_sense_is_the_top(client: Client, place: str) -> None:
    factories.make_note()
    assert client.get(f"/?place={place}").status_code == 200


def test_an_empty_feed_says_what_comes(client: Client) -> None:
    assert "还没有笔记" in client.get("/").content.decode()
