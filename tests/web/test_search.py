"""The search page: marks, labels, filters, what was meant; nothing a reader types is believed."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.disclosure import label
from hongmao.jobs.index import Indexer
from hongmao.people.models import Role
from hongmao.web.search.filters import Wish, read_wish
from tests import factories
from tests.factories import examples
from tests.web.parsing import Element, inside, read_page

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("home")]


def page(client: Client, language: str = "zh-CN", **values: str) -> list[Element]:
    """The elements of a search page."""
    response = client.get("/search", values, headers={"Accept-Language": language})
    assert response.status_code == 200
    return read_page(response.content.decode())


def with_class(elements: list[Element], name: str) -> list[Element]:
    """Those of a class."""
    return [element for element in elements if name in element.classes]


def test_the_words_that_were_found_are_marked_and_nothing_is_markup(client: Client) -> None:
    factories.make_note(title="<b>咖啡</b>", title_en="", body="一<script>手冲咖啡</script>二")
    Indexer().follow()
    response = client.get("/search", {"q": "咖啡"}).content.decode()
    assert "&lt;b&gt;<mark>咖啡</mark>&lt;/b&gt;" in response
    assert "<script>手冲" not in response


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_sponsored_answer_is_labelled_before_it_can_be_tapped(
    client: Client, language: str
) -> None:
    for _ in range(9):
        factories.make_note(title="咖啡", title_en="Coffee")
    for _ in range(3):
        factories.make_placement(note=factories.make_note(title="咖啡", title_en="Coffee"))
    Indexer().follow()
    elements = page(client, language, q="咖啡")
    tiles = with_class(elements, "tile")
    labelled = [tile for tile in tiles if "data-label" in _attributes(elements, tile)]
    assert (len(tiles), len(labelled)) == (12, 3)
    for tile in labelled:
        within = inside(elements, tile)
        first = next(e for e in within if "data-label" in e.attributes or e.tag == "a")
        assert first.text == label("CN", language)
    cards = [e for e in elements if "data-card" in e.attributes]
    assert len(cards) == 1
    view = next(e for e in elements if "data-page" in e.attributes)
    assert view.attributes["data-surface"] == "search"


def _attributes(elements: list[Element], outer: Element) -> set[str]:
    return {name for element in inside(elements, outer) for name in element.attributes}


def test_a_slip_is_said_with_a_way_back(client: Client) -> None:
    factories.make_note(title="防晒霜怎么选", title_en="")
    Indexer().follow()
    elements = page(client, "en", q="房晒霜")
    say = with_class(elements, "found-say")[0]
    assert "防晒霜" in say.text
    back = next(e for e in inside(elements, say) if e.tag == "a")
    assert "exact=1" in back.attributes["href"]
    assert with_class(page(client, "en", q="房晒霜", exact="1"), "tile") == []


def test_a_page_without_answers_helps(client: Client) -> None:
    factories.make_note(title="咖啡", topics=("手冲",))
    Indexer().follow()
    for values in ({"q": "zzzz"}, {}):
        chips = with_class(page(client, **values), "chip")
        assert "#手冲" in [chip.text for chip in chips]


def test_later_answers_come_alone_for_htmx(client: Client) -> None:
    for _ in range(30):
        factories.make_note(title="咖啡")
    Indexer().follow()
    elements = page(client, q="咖啡")
    more = with_class(elements, "tiles-more")[0]
    link = next(e for e in inside(elements, more) if e.tag == "a")
    address = link.attributes["href"]
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert part.count('class="tile ') == 6
    assert "<html" not in part
    assert "<html" in client.get(address).content.decode()


def test_suggestions_are_links(client: Client) -> None:
    note = factories.make_note(title="露营清单", topics=("露营",))
    Indexer().follow()
    response = client.get("/search/suggestions", {"q": "露"})
    links = [e.attributes["href"] for e in read_page(response.content.decode()) if e.tag == "a"]
    assert links == ["/search?topic=%E9%9C%B2%E8%90%A5", f"/n/{note.pk}"]
    for number in range(6):
        client.get("/search", {"q": "露营"}, REMOTE_ADDR=f"10.0.0.{number}")
        client.get("/search", {"q": "清单"}, REMOTE_ADDR="10.0.0.1")  # one reader, however often
        client.get(
            "/search", {"q": "清单"}, REMOTE_ADDR=f"10.0.0.{number}", HTTP_USER_AGENT="Googlebot"
        )
    focused = read_page(client.get("/search/suggestions", {"q": ""}).content.decode())
    assert [e.attributes["href"] for e in focused if e.tag == "a"] == [
        "/search?q=%E9%9C%B2%E8%90%A5"
    ]
    assert "/search?q=%E9%9C%B2%E8%90%A5" in client.get("/search").content.decode()


@given(st.dictionaries(
    st.sampled_from(["q", "topic", "creator", "since", "sort", "card", "exact", "place"]),
    st.text(max_size=30),
))  # fmt: skip
@examples(60)
def test_no_address_breaks_the_page(client: Client, values: dict[str, str]) -> None:
    assert client.get("/search", values).status_code == 200
    assert client.get("/search/suggestions", values).status_code == 200


def test_an_address_says_its_wish_and_back() -> None:
    from django.http import QueryDict

    wish = Wish(q="咖啡", topic="手冲", since="week", sort="newest", exact=True)
    assert read_wish(QueryDict(wish.url().partition("?")[2])) == wish
    assert read_wish(QueryDict("since=ever&sort=best&card=x")) == Wish()


def test_an_operator_adds_and_removes_synonyms(client: Client) -> None:
    note = factories.make_note(title="煲仔饭", title_en="")
    Indexer().follow()
    client.force_login(factories.make_person(Role.OPERATOR))
    assert client.post("/operator/synonyms/add", {"words": "煲仔饭"}).status_code == 422
    assert client.post("/operator/synonyms/add", {"words": "煲仔饭, claypot"}).status_code == 302
    assert f"/n/{note.pk}" in client.get("/search", {"q": "claypot"}).content.decode()
    elements = read_page(client.get("/operator/synonyms").content.decode())
    form = next(e for e in elements if e.attributes.get("action", "").endswith("/drop"))
    assert client.post(form.attributes["action"]).status_code == 302
    assert f"/n/{note.pk}" not in client.get("/search", {"q": "claypot"}).content.decode()
