"""Writing: drafts, publishing, what is kept of changes, and what is left of what is deleted."""

from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from PIL import Image
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from hongmao.core.reasons import Reason, Refusal
from hongmao.links.actions import agree
from hongmao.links.asks import accept, ask, delete_note, turn_down
from hongmao.links.models import Placement, PlacementState
from hongmao.links.queries import asked_by_creator, asked_of_brand, awaiting_creator, offers
from hongmao.notes.actions import drafts
from hongmao.notes.actions.drafts import Choice, DraftText
from hongmao.notes.actions.publishing import publish_draft
from hongmao.notes.actions.uploads import keep_upload
from hongmao.notes.actions.videos import keep_video
from hongmao.notes.models import Draft, Note, NoteState, Upload, VideoUpload
from hongmao.notes.queries.drafts import draft_of, drafts_of, history_of, notes_of
from hongmao.people.actions import create_person
from hongmao.people.models import AuditRow, Person, Role
from tests import factories
from tests.factories import make_person, undone
from tests.notes.films import film

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("home")]


def sent(colour: str, size: tuple[int, int] = (600, 800)) -> bytes:
    """A picture of one colour, as a person sends it."""
    held = BytesIO()
    Image.new("RGB", size, colour).save(held, "PNG")
    return held.getvalue()


def write(person: Person, *colours: str, **text: object) -> UUID:
    """A draft with pictures of these colours."""
    key = uuid4()
    said = {"title": "标题", "body": "正文", **text}
    drafts.save_draft(person, key, DraftText(**said))  # type: ignore[arg-type]
    drafts.add_pictures(person, key, [keep_upload(person, sent(colour)) for colour in colours])
    return key


def refused(action: object, *given: object) -> Reason:
    with pytest.raises(Refusal) as caught, undone():
        action(*given)  # type: ignore[operator]
    return caught.value.reason


def files(home: Path) -> set[str]:
    """The pictures in the media folder, by their folders."""
    return {p.parent.name for p in (home / "media").rglob("still.jpg")}


def test_a_reader_who_publishes_becomes_a_creator() -> None:
    reader = make_person(Role.READER)
    note = publish_draft(reader, write(reader, "red", "blue", body="#咖啡 好喝", topics=("手冲",)))
    reader.refresh_from_db()
    assert reader.role == Role.CREATOR
    assert note.topics == ["手冲", "咖啡"]
    assert (note.state, note.edited_at) == (NoteState.PUBLIC, None)
    assert [p.position for p in note.pictures.all()] == [0, 1]
    assert not drafts_of(reader).exists()
    verbs = set(AuditRow.objects.filter(actor=reader).values_list("verb", flat=True))
    assert {"publish_note", "become_creator"} <= verbs


def test_pictures_are_ordered_cropped_and_taken_out(home: Path) -> None:
    writer = make_person(Role.CREATOR)
    key = write(writer, "red", "green", "blue")
    draft = draft_of(writer, key)
    assert draft is not None
    red, green, blue = [p.pk for p in draft.pictures.all()]
    drafts.move_picture(writer, key, blue, -2)
    assert [p.pk for p in draft.pictures.order_by("position")] == [blue, red, green]
    chosen = {
        red: Choice("红", "1:1", "top-centre", 5),
        blue: Choice("蓝", "", "", 9),
        green: Choice("绿", "16:9", "", 1),
    }
    drafts.save_draft(writer, key, DraftText(title="标题"), chosen)
    assert [p.pk for p in draft.pictures.order_by("position")] == [green, red, blue]
    drafts.drop_picture(writer, key, blue)
    note = publish_draft(writer, key)
    assert [(p.alt, p.width, p.height) for p in note.pictures.all()] == [
        ("绿", 600, 800),
        ("红", 600, 600),
    ]
    for picture in note.pictures.all():
        assert (home / "media" / picture.file).is_file()
        assert picture.widths == [480, 600]


def test_limits(settings: Settings) -> None:
    values = {"note_pictures": 2, "drafts_most": 1}
    settings.HONGMAO = settings.HONGMAO.model_copy(update=values)
    writer = make_person(Role.CREATOR)
    key = write(writer, "red", "blue")
    upload = Upload.objects.all()[0]
    assert refused(drafts.add_pictures, writer, key, [upload]) is Reason.PICTURES_TOO_MANY
    assert refused(drafts.save_draft, writer, uuid4(), DraftText()) is Reason.DRAFTS_TOO_MANY


def test_nothing_is_published_half_done() -> None:
    writer = make_person(Role.CREATOR)
    wanting: dict[Reason, dict[str, object]] = {
        Reason.NOTE_UNTITLED: {"title": " "},
        Reason.NOTE_EMPTY: {"body": "\n"},
        Reason.PAYER_UNNAMED: {"paid": True, "paid_by": " "},
    }
    for reason, text in wanting.items():
        key = write(writer, **text)
        assert refused(publish_draft, writer, key) is reason
        assert draft_of(writer, key) is not None
    assert not Note.objects.exists()


def test_nobody_touches_anothers_draft() -> None:
    writer, other = make_person(Role.CREATOR), make_person(Role.CREATOR)
    key = write(writer, "red")
    assert draft_of(other, key) is None
    note = publish_draft(writer, write(writer))
    for action, given in (
        (drafts.save_draft, (key, DraftText())),
        (drafts.add_pictures, (key, [])),
        (drafts.drop_picture, (key, 1)),
        (drafts.move_picture, (key, 1, 1)),
        (drafts.discard_draft, (key,)),
        (publish_draft, (key,)),
    ):
        with pytest.raises(Draft.DoesNotExist), undone():
            action(other, *given)
    for remote in (drafts.edit_note, delete_note):
        with pytest.raises(Note.DoesNotExist), undone():
            remote(other, note.pk)


def test_a_change_keeps_what_stood_before() -> None:
    writer = make_person(Role.CREATOR)
    note = publish_draft(writer, write(writer, "red", "blue", body="水温九十度"))
    before = [p.file for p in note.pictures.all()]
    draft = drafts.edit_note(writer, note.pk)
    assert drafts.edit_note(writer, note.pk) == draft
    publish_draft(writer, draft.key)
    note.refresh_from_db()
    assert note.edited_at is None  # nothing was changed
    assert not history_of(note).exists()
    draft = drafts.edit_note(writer, note.pk)
    first = draft.pictures.all()[0]
    drafts.drop_picture(writer, draft.key, first.pk)
    drafts.save_draft(writer, draft.key, DraftText(title="标题", body="水温九十二度"))
    note = publish_draft(writer, draft.key)
    assert note.edited_at is not None
    new, old = history_of(note)
    assert (old.version, old.body, [p.file for p in old.pictures.all()]) == (
        1,
        "水温九十度",
        before,
    )
    assert (new.version, new.body, new.at) == (2, "水温九十二度", note.edited_at)
    assert [p.file for p in new.pictures.all()] == before[1:]
    assert [n.pk for n in notes_of(writer)] == [note.pk]


def test_mentions_are_kept_once_and_follow_the_text() -> None:
    amy = make_person(Role.READER)
    longer = create_person(f"{amy.username}9", None, Role.READER, "Longer")
    writer = make_person(Role.CREATOR)
    body = f"谢谢@{amy.username}你好，@{longer.username}！@{writer.username} @nobody-here"
    note = publish_draft(writer, write(writer, body=body))
    assert {m.person for m in note.mentions.all()} == {amy, longer}
    kept = note.mentions.get(person=amy)
    draft = drafts.edit_note(writer, note.pk)
    drafts.save_draft(writer, draft.key, DraftText(title="标题", body=f"@{amy.username}"))
    note = publish_draft(writer, draft.key)
    assert list(note.mentions.all()) == [kept]


def test_a_declared_note_stays_declared(settings: Settings) -> None:
    writer = make_person(Role.CREATOR)
    note = publish_draft(writer, write(writer, paid=True, paid_by=" 茶行 "))
    assert note.paid_by == "茶行"
    draft = drafts.edit_note(writer, note.pk)
    assert (draft.paid, draft.paid_by) == (True, "茶行")
    drafts.save_draft(writer, draft.key, DraftText(title="标题", body="正文", paid_by="茶行"))
    note = publish_draft(writer, draft.key)
    assert note.paid_by == ""
    assert [r.paid_by for r in history_of(note)] == ["", "茶行"]


def test_a_deleted_note_leaves_a_shell_and_no_file_of_its_own(
    home: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    writer, other = make_person(Role.CREATOR), make_person(Role.CREATOR)
    with django_capture_on_commit_callbacks(execute=True):
        kept = publish_draft(other, write(other, "blue"))
        note = publish_draft(writer, write(writer, "red", "blue", body=f"@{other.username}"))
        draft = drafts.edit_note(writer, note.pk)
        upload = keep_upload(writer, sent("green"))
        drafts.add_pictures(writer, draft.key, [upload])
        publish_draft(writer, draft.key)
    assert len(files(home)) == 3
    with django_capture_on_commit_callbacks(execute=True):
        delete_note(writer, note.pk)
    note.refresh_from_db()
    assert (note.state, note.body, note.topics) == (NoteState.REMOVED, "", [])
    assert note.title_en == "(deleted note)"
    assert not note.pictures.exists()
    assert not note.mentions.exists()
    assert not note.revisions.exists()
    assert not Upload.objects.filter(person=writer).exists()
    assert files(home) == {Path(p.file).parent.name for p in kept.pictures.all()}
    with pytest.raises(Note.DoesNotExist), undone():
        delete_note(writer, note.pk)


def test_a_note_has_one_video_which_changes_and_goes_with_it(
    home: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    def films() -> int:
        return len([*(home / "media" / "videos").rglob("*.mp4")])

    writer = make_person(Role.CREATOR)
    first = keep_video(writer, film(home / "a.mp4", seconds=1))
    assert keep_video(writer, home / "a.mp4") == first
    with django_capture_on_commit_callbacks(execute=True):
        key = write(writer, body="")
        drafts.set_video(writer, key, first)
        drafts.save_draft(writer, key, DraftText(title="标题", video_alt="注水三圈"))
        note = publish_draft(writer, key)
    assert (note.video.film, note.video.alt, note.cover) == (first.film, "注水三圈", note.video)
    assert (home / "media" / first.film).is_file()
    assert (home / "media" / note.video.file).is_file()
    with django_capture_on_commit_callbacks(execute=True):
        draft = drafts.edit_note(writer, note.pk)
        assert (draft.video, draft.video_alt) == (first, "注水三圈")
        second = keep_video(writer, film(home / "b.mp4", seconds=1, audio=""))
        drafts.set_video(writer, draft.key, second)
        publish_draft(writer, draft.key)
    new, old = history_of(note)
    assert (new.video.film, old.video.film) == (second.film, first.film)
    assert films() == 2
    with django_capture_on_commit_callbacks(execute=True):
        draft = drafts.edit_note(writer, note.pk)
        drafts.set_video(writer, draft.key, None)
        assert refused(publish_draft, writer, draft.key) is Reason.NOTE_EMPTY
        delete_note(writer, note.pk)
    assert not VideoUpload.objects.exists()
    assert (films(), files(home)) == (0, set())


def test_a_discarded_draft_takes_its_pictures(
    home: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    writer = make_person(Role.CREATOR)
    with django_capture_on_commit_callbacks(execute=True):
        key = write(writer, "red")
        drafts.discard_draft(writer, key)
    assert not files(home)
    assert not Draft.objects.exists()


def test_a_note_with_a_link_is_deleted_and_the_placement_stays() -> None:
    placement = factories.make_placement()
    delete_note(placement.creator, placement.note_id)
    placement.refresh_from_db()
    assert placement.state == PlacementState.ENDED
    assert placement.lease.ends_at is not None
    assert placement.link.code


def asked() -> Placement:
    """A placement that a creator asked for."""
    brand = factories.make_brand()
    factories.make_admission(brand)
    campaign, product = factories.make_campaign(brand), factories.make_product(brand)
    factories.make_product(brand, category="coffee")
    assert [o.key for o in offers(timezone.now())] == [f"{campaign.pk}:{product.pk}"]
    note = factories.make_note()
    return ask(note.creator, note, f"{campaign.pk}:{product.pk}")


def test_what_a_creator_asks_for_is_the_brands_to_answer() -> None:
    placement = asked()
    member = placement.brand.team.get()
    assert list(asked_of_brand(placement.brand_id)) == [placement]
    assert list(asked_by_creator(placement.creator_id)) == [placement]
    assert not awaiting_creator(placement.creator_id).exists()
    assert refused(agree, placement.creator, placement.pk) is Reason.NOT_ALLOWED
    stranger = make_person(Role.BRAND)
    assert refused(accept, stranger, placement.pk) is Reason.NOT_ALLOWED
    assert accept(member, placement.pk).state == PlacementState.AGREED
    assert refused(turn_down, member, placement.pk, "no") is Reason.WRONG_STATE


def test_a_brand_turns_down_with_a_sentence() -> None:
    placement = asked()
    turned = turn_down(placement.brand.team.get(), placement.pk, "已断货")
    assert (turned.state, turned.refusal) == (PlacementState.REFUSED, "已断货")
    proposed = factories.make_placement(PlacementState.PROPOSED)
    member = proposed.brand.team.get()
    assert refused(accept, member, proposed.pk) is Reason.NOT_ALLOWED


@pytest.mark.parametrize("offer", ["", "x:y", "0:0", "1"])
def test_an_offer_that_is_none_is_refused(offer: str) -> None:
    note = factories.make_note()
    assert refused(ask, note.creator, note, offer) is Reason.CAMPAIGN_OVER
    other = make_person(Role.CREATOR)
    assert refused(ask, other, note, "1:1") is Reason.NOTE_OF_ANOTHER_CREATOR
