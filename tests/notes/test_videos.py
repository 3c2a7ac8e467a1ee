"""Videos that people send: what is taken, what is refused, and what is left of them."""

import random
from pathlib import Path

import av
import pytest
from PIL import Image

from hongmao.core.reasons import Reason, Refusal
from hongmao.notes import videos
from hongmao.notes.remux import kind_of, remux
from tests.notes.films import SECRET, film, turned

PLACES = {"mp4": b"loci", "webm": b"+31.2000"}
KINDS = {"mp4": {}, "webm": {"video": "libvpx-vp9", "audio": "libopus"}}


def refused(source: Path, seconds: int = 60) -> Reason:
    with pytest.raises(Refusal) as caught:
        remux(source, source.parent, seconds)
    return caught.value.reason


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_but_pictures_and_sound_is_kept(kind: str, tmp_path: Path) -> None:
    source = film(tmp_path / f"a.{kind}", **KINDS[kind])  # type: ignore[arg-type]
    made = videos.remake(source, tmp_path, 60, 1 << 20)
    assert (made.kind, abs(made.ms - 2000) <= 120) == (kind, True)
    before, after = source.read_bytes(), (tmp_path / "film").read_bytes()
    for said in (SECRET.encode(), PLACES[kind]):
        assert said in before
        assert said not in after
    if kind == "mp4":
        assert after.index(b"moov") < after.index(b"mdat")
    with av.open(str(source)) as old, av.open(str(tmp_path / "film")) as new:
        assert [len(s.codec_context.name) for s in old.streams] == [
            len(s.codec_context.name) for s in new.streams
        ]
        pairs = zip(old.decode(video=0), new.decode(video=0), strict=True)
        assert all((a.to_ndarray() == b.to_ndarray()).all() for a, b in pairs)
    with Image.open(tmp_path / "poster.png") as poster:
        assert poster.size == (320, 240)
        red, _, blue = poster.getpixel((160, 30))  # type: ignore[misc]
        assert red > blue


def test_a_video_stands_as_its_camera_was_held(tmp_path: Path) -> None:
    remux(turned(film(tmp_path / "a.mp4", audio="")), tmp_path, 60)
    with Image.open(tmp_path / "poster.png") as poster:
        assert poster.size == (240, 320)
        red, _, blue = poster.getpixel((200, 160))  # type: ignore[misc]
        assert red > blue
    with av.open(str(tmp_path / "film")) as kept:
        assert next(kept.decode(video=0)).rotation == -90


def test_what_browsers_do_not_play_or_is_absurd_is_refused(tmp_path: Path) -> None:
    for reason, how in (
        (Reason.VIDEO_CODEC, {"video": "mpeg4"}),
        (Reason.VIDEO_CODEC, {"audio": "libmp3lame"}),
        (Reason.VIDEO_CODEC, {"pixels": "yuv444p"}),
        (Reason.VIDEO_SHAPE, {"size": (640, 64)}),
        (Reason.VIDEO_SHAPE, {"size": (48, 64)}),
    ):
        assert refused(film(tmp_path / "a.mp4", seconds=1, **how)) is reason
    assert (
        refused(film(tmp_path / "a.mp4", seconds=4, audio=""), seconds=2) is Reason.VIDEO_TOO_LONG
    )
    assert refused(film(tmp_path / "a.mkv", kind="matroska", seconds=1)) is Reason.VIDEO_TYPE
    sound = film(tmp_path / "b.mp4", seconds=1)
    with pytest.raises(Refusal, match="larger than 0 MB"):
        videos.remake(sound, tmp_path, 60, 1 << 12)


@pytest.mark.parametrize("kind", KINDS)
def test_a_video_with_bytes_turned_or_missing_is_read_or_refused(kind: str, tmp_path: Path) -> None:
    whole = film(tmp_path / f"a.{kind}", seconds=1, **KINDS[kind]).read_bytes()  # type: ignore[arg-type]
    chance, source = random.Random(kind), tmp_path / "b"
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        source.write_bytes(data[: chance.randrange(64, len(data) * 2)])
        try:
            made = remux(source, tmp_path, 60)
        except Refusal:
            continue
        assert made.kind == kind_of(bytes(data[:64])) == kind


def test_what_is_no_video_is_refused(tmp_path: Path) -> None:
    for data in (b"", b"#EXTM3U\nfile:///etc/passwd", b"<svg onload='alert(1)'/>", b"RIFF....AVI "):
        (tmp_path / "a.mp4").write_bytes(data)
        assert refused(tmp_path / "a.mp4") is Reason.VIDEO_TYPE
    (tmp_path / "a.mp4").write_bytes(b"\0\0\0\x18ftypisom" + bytes(400))
    with pytest.raises(Refusal, match="did not arrive whole"):
        videos.remake(tmp_path / "a.mp4", tmp_path, 60, 1 << 20)
