"""What readers do with notes, by plain forms and by parts of a page."""

from typing import Any

import pytest
from django.test import Client

from hongmao.notes.models import Board, Comment, Note, Notice, Report
from hongmao.people.models import Person, Role
from tests import factories
from tests.web.parsing import Element, inside, read_page

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("home")]

HTMX = {"HX-Request": "true", "Accept-Language": "en"}


@pytest.fixture
def note() -> Note:
    """A public note about two topics."""
    return factories.make_note(topics=("茶", "早晨"), topics_en=("Tea", "Mornings"))


@pytest.fixture
def reader(client: Client) -> Person:
    """A reader who has logged in."""
    who = factories.make_person(Role.READER)
    client.force_login(who)
    return who


def page(client: Client, path: str, language: str = "en") -> list[Element]:
    """The elements of a page."""
    response = client.get(path, headers={"Accept-Language": language})
    assert response.status_code == 200, path
    return read_page(response.content.decode())


def forms(elements: list[Element], action: str) -> list[Element]:
    """The forms that post to an address."""
    return [e for e in elements if e.tag == "form" and e.attributes.get("action") == action]


def press(client: Client, elements: list[Element], action: str, **more: Any) -> Any:
    """Send the first form of an address with its fields and its button, as a browser does."""
    within = inside(elements, forms(elements, action)[0])
    data = {
        e.attributes["name"]: e.attributes.get("value", "")
        for e in within
        if "name" in e.attributes and e.attributes.get("type") != "checkbox"
    }
    return client.post(action, {**data, **more}, follow=True, headers={"Accept-Language": "en"})


@pytest.mark.usefixtures("reader")
def test_like_and_take_it_back_without_scripts(client: Client, note: Note) -> None:
    path, like = f"/n/{note.pk}", f"/n/{note.pk}/like"
    answer = press(client, page(client, path), like)
    assert answer.redirect_chain == [(path, 302)]
    note.stats.refresh_from_db()
    assert note.stats.likes == 1
    press(client, page(client, path), like)
    note.stats.refresh_from_db()
    assert note.stats.likes == 0


@pytest.mark.usefixtures("reader")
def test_htmx_gets_the_bar_alone(client: Client, note: Note) -> None:
    html = client.post(f"/n/{note.pk}/like", {"on": "1"}, headers=HTMX).content.decode()
    assert "<html" not in html
    bar = read_page(html)
    assert bar[0].attributes["id"] == "acts"
    pressed = [e.attributes["aria-pressed"] for e in bar if "aria-pressed" in e.attributes]
    assert pressed == ["true", "false"]


def test_collect_on_a_named_board_that_others_may_see(
    client: Client, reader: Person, note: Note
) -> None:
    path = f"/n/{note.pk}/collect"
    client.post(path, {"on": "1"})
    default = Board.objects.get(person=reader)
    assert (default.is_default, default.notes) == (True, 1)
    client.post(path, {"board": default.pk, "name": "Tea things", "public": "on"})
    board = Board.objects.get(person=reader, name="Tea things")
    default.refresh_from_db()
    assert (board.notes, board.public, default.notes) == (1, True, 0)
    again = client.post(path, {"name": "Tea things"}, headers=HTMX)
    assert again.status_code == 409
    assert "You have a board called" in again.content.decode()
    assert "Tea things" in "".join(e.text for e in page(client, "/mine"))
    client.logout()
    assert note.title_en in "".join(e.text for e in page(client, f"/boards/{board.pk}"))
    assert client.get(f"/boards/{default.pk}").status_code == 404


def test_a_board_is_changed_and_closed_by_its_owner_alone(
    client: Client, reader: Person, note: Note
) -> None:
    client.post(f"/n/{note.pk}/collect", {"name": "A"})
    board = Board.objects.get(name="A")
    client.post(f"/boards/{board.pk}/change", {"name": "B", "public": "on"})
    board.refresh_from_db()
    assert (board.name, board.public) == ("B", True)
    client.force_login(factories.make_person())
    for deed in ("change", "close"):
        assert client.post(f"/boards/{board.pk}/{deed}", {"name": "C"}).status_code == 404
    client.force_login(reader)
    client.post(f"/boards/{board.pk}/close")
    assert not Board.objects.filter(pk=board.pk).exists()
    assert Board.objects.get(person=reader, name="").notes == 1


@pytest.mark.usefixtures("reader")
def test_comment_reply_and_delete(client: Client, note: Note) -> None:
    path, send = f"/n/{note.pk}", f"/n/{note.pk}/comments"
    press(client, page(client, path), send, text="  First <b>word</b>  ")
    first = Comment.objects.get()
    assert first.text == "First <b>word</b>"
    elements = page(client, f"{path}?reply={first.pk}")
    assert not [e for e in elements if e.tag == "b"]
    press(client, elements, send, text="And a reply")
    reply = Comment.objects.get(parent=first)
    text = "".join(e.text for e in page(client, path) if "comments" in e.classes)
    assert text.index("First") < text.index("And a reply")
    press(client, page(client, path), f"/comments/{first.pk}/delete")
    text = "".join(e.text for e in page(client, path) if "comments" in e.classes)
    assert "This comment was deleted" in text
    assert "First" not in text
    press(client, page(client, path), f"/comments/{reply.pk}/delete")
    assert "No comments yet" in "".join(e.text for e in page(client, path))
    note.stats.refresh_from_db()
    assert (note.stats.comments, note.stats.interactions) == (0, 0)


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("headers", [HTMX, {"Accept-Language": "en"}])
def test_a_comment_that_is_refused_stays_in_its_form(
    client: Client, note: Note, headers: dict[str, str]
) -> None:
    answer = client.post(f"/n/{note.pk}/comments", {"text": "word " * 120}, headers=headers)
    assert answer.status_code == 409
    elements = read_page(answer.content.decode())
    assert "500 are the most" in next(
        e.text for e in elements if e.attributes.get("role") == "alert"
    )
    assert next(e for e in elements if e.tag == "textarea").text.startswith("word word")


def test_a_comment_is_deleted_by_its_author_the_creator_and_operators_only(
    client: Client, reader: Person, note: Note
) -> None:
    for who, status in (
        (factories.make_person(), 409),
        (reader, 302),
        (note.creator, 302),
        (factories.make_person(Role.OPERATOR), 302),
    ):
        client.force_login(reader)
        client.post(f"/n/{note.pk}/comments", {"text": "words"})
        comment = Comment.objects.filter(deleted_at=None).latest("pk")
        client.force_login(who)
        assert client.post(f"/comments/{comment.pk}/delete").status_code == status
        comment.refresh_from_db()
        assert (comment.deleted_at is None) == (status == 409)


@pytest.mark.usefixtures("reader")
def test_threads_show_three_replies_then_all(client: Client, note: Note) -> None:
    send = f"/n/{note.pk}/comments"
    client.post(send, {"text": "root"})
    root = Comment.objects.get()
    for number in range(5):
        client.post(send, {"text": f"reply-{number}", "reply": root.pk})
    text = "".join(e.text for e in page(client, f"/n/{note.pk}") if "comments" in e.classes)
    assert text.count("reply-") == 3
    assert "2 more replies" in text
    whole = page(client, f"/n/{note.pk}?whole={root.pk}")
    assert "".join(e.text for e in whole if "comments" in e.classes).count("reply-") == 5


def test_older_comments_are_a_page_further(client: Client, note: Note) -> None:
    for number in range(25):
        client.force_login(factories.make_person())
        client.post(f"/n/{note.pk}/comments", {"text": f"comment-{number:02}"})
    elements = page(client, f"/n/{note.pk}")
    first = "".join(e.text for e in elements if "comments" in e.classes)
    older = next(
        e.attributes["href"] for e in elements if "?before=" in e.attributes.get("href", "")
    )
    rest = "".join(
        e.text for e in page(client, older.removesuffix("#comments")) if "comments" in e.classes
    )
    assert (first.count("comment-"), rest.count("comment-")) == (20, 5)


@pytest.mark.usefixtures("reader")
def test_follow_from_a_note_and_from_the_profile(client: Client, note: Note) -> None:
    who = note.creator
    follow, profile = f"/c/{who.username}/follow", f"/c/{who.username}"
    answer = press(client, page(client, f"/n/{note.pk}"), follow)
    assert answer.redirect_chain == [(f"/n/{note.pk}", 302)]
    who.stats.refresh_from_db()
    assert who.stats.followers == 1
    assert note.title_en in "".join(e.text for e in page(client, "/following"))
    press(client, page(client, profile), follow)
    who.stats.refresh_from_db()
    assert who.stats.followers == 0
    assert "Nothing here yet" in "".join(e.text for e in page(client, "/following"))


def test_nobody_follows_themselves_or_who_is_not_there(client: Client, note: Note) -> None:
    client.force_login(note.creator)
    answer = client.post(f"/c/{note.creator.username}/follow", headers={"Accept-Language": "en"})
    assert answer.status_code == 409
    assert "This is you" in answer.content.decode()
    assert not forms(page(client, f"/n/{note.pk}"), f"/c/{note.creator.username}/follow")
    assert client.post(f"/c/{factories.make_person().username}/follow").status_code == 404


def test_the_creator_is_told_once_and_it_is_seen_when_looked_at(
    client: Client, reader: Person, note: Note
) -> None:
    for on in ("1", "0", "1"):
        client.post(f"/n/{note.pk}/like", {"on": on})
    client.post(f"/n/{note.pk}/collect")
    client.post(f"/c/{note.creator.username}/follow")
    client.post(
        f"/n/{note.pk}/comments", {"text": f"hello @{note.creator.username} @{reader.username}"}
    )
    assert not Notice.objects.filter(person=reader).exists()
    client.force_login(note.creator)
    bell = next(e for e in page(client, "/") if "header-bell" in e.classes)
    assert bell.attributes["aria-label"] == "Notices, 4 new"
    told = "".join(e.text for e in page(client, "/notices") if "told-one" in e.classes)
    for words in ("liked your note", "collected your note", "follows you now", "commented on"):
        assert told.count(words) == 1
    bell = next(e for e in page(client, "/") if "header-bell" in e.classes)
    assert bell.attributes["aria-label"] == "Notices"


def test_who_is_mentioned_or_replied_to_is_told(client: Client, note: Note) -> None:
    first, second, third = (factories.make_person() for _ in range(3))
    client.force_login(first)
    client.post(f"/n/{note.pk}/comments", {"text": "first"})
    client.force_login(second)
    reply = {"text": f"look @{third.username}", "reply": Comment.objects.get().pk}
    client.post(f"/n/{note.pk}/comments", reply)
    assert Notice.objects.get(person=first).kind == "replied"
    assert Notice.objects.get(person=third).kind == "mentioned"
    assert Notice.objects.filter(person=note.creator, kind="commented").count() == 2


def test_a_report_goes_to_the_operators_who_remove_the_note(client: Client, note: Note) -> None:
    placement = factories.make_placement(note=note)
    for reason in ("too_many_ads", "abuse"):
        client.force_login(factories.make_person())
        elements = page(client, f"/n/{note.pk}/report")
        assert "Too many ads" in "".join(e.text for e in elements)
        answer = client.post(f"/n/{note.pk}/report", {"reason": reason, "sentence": "Every line"})
        assert answer.headers["Location"] == f"/n/{note.pk}"
        client.post(f"/n/{note.pk}/report", {"reason": "spam"})
    assert [r.reason for r in Report.objects.order_by("pk")] == ["too_many_ads", "abuse"]
    operator = factories.make_person(Role.OPERATOR)
    client.force_login(operator)
    shown = "".join(e.text for e in page(client, "/operator/reports"))
    assert "Too many ads" in shown
    assert "Every line" in shown
    first, second = Report.objects.order_by("pk")
    client.post(f"/operator/reports/{first.pk}/remove")
    for report in (first, second):
        report.refresh_from_db()
        assert (report.state, report.decided_by) == ("removed", operator)
    assert client.get(f"/n/{note.pk}").status_code == 404
    placement.refresh_from_db()
    assert placement.state == "paused"
    assert "No report waits" in "".join(e.text for e in page(client, "/operator/reports"))
    again = client.post(f"/operator/reports/{second.pk}/dismiss")
    assert again.status_code == 409


@pytest.mark.usefixtures("reader")
def test_a_comment_is_reported_and_removed_alone(client: Client, note: Note) -> None:
    client.post(f"/n/{note.pk}/comments", {"text": "words"})
    comment = Comment.objects.get()
    client.force_login(factories.make_person())
    client.post(f"/comments/{comment.pk}/report", {"reason": "abuse"})
    client.force_login(factories.make_person(Role.OPERATOR))
    client.post(f"/operator/reports/{Report.objects.get().pk}/remove")
    comment.refresh_from_db()
    assert comment.deleted_at
    assert client.get(f"/n/{note.pk}").status_code == 200


@pytest.mark.usefixtures("reader")
def test_a_report_needs_a_reason(client: Client, note: Note) -> None:
    answer = client.post(
        f"/n/{note.pk}/report", {"reason": "envy"}, headers={"Accept-Language": "en"}
    )
    assert answer.status_code == 422
    assert "Choose what is wrong" in answer.content.decode()
    assert not Report.objects.exists()


def test_topics_lead_to_their_page_and_nearby(client: Client, note: Note) -> None:
    links = [e for e in page(client, f"/n/{note.pk}") if e.text.strip() == "#Tea"]
    assert "/t/%E8%8C%B6" in [e.attributes.get("href") for e in links]
    elements = page(client, "/t/茶")
    assert note.title_en in "".join(e.text for e in elements)
    chips = [e.text for e in elements if "chip" in e.classes]
    assert chips == ["#Mornings"]
    assert [e.text for e in page(client, "/") if "chip" in e.classes] == ["#Mornings", "#Tea"]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_why_names_every_part_or_who_pays(client: Client, note: Note, language: str) -> None:
    words = "".join(e.text for e in page(client, f"/n/{note.pk}/why", language))
    for part in ("1.00", "质量" if language == "zh-CN" else "Quality"):
        assert part in words
    placement = factories.make_placement()
    paid = "".join(e.text for e in page(client, f"/n/{placement.note_id}/why", language))
    assert (placement.brand.name if language == "zh-CN" else placement.brand.name_en) in paid
    assert "15%" in paid


def test_a_profile_labels_what_is_paid_and_goes_on(client: Client) -> None:
    creator = factories.make_person(Role.CREATOR)
    for _ in range(30):
        factories.make_note(creator)
    paid = factories.make_placement(note=factories.make_note(creator))
    elements = page(client, f"/c/{creator.username}")
    sponsored = next(e for e in elements if "tile-sponsored" in e.classes)
    assert "data-label" in next(
        e.attributes for e in inside(elements, sponsored) if "data-label" in e.attributes
    )
    assert f"/n/{paid.note_id}" in [e.attributes.get("href") for e in inside(elements, sponsored)]
    more = next(
        e.attributes["href"] for e in elements if "?before=" in e.attributes.get("href", "")
    )
    rest = [e for e in page(client, more) if e.tag == "article"]
    assert len(rest) == 31 - 24
