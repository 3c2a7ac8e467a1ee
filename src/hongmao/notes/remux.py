"""A process of its own that reads a video nobody vouches for, and writes it anew.

    python -m hongmao.notes.remux SOURCE FOLDER SECONDS BYTES

It says on its standard output what it made (`Remade`) or why it did not, as JSON. It is apart
because decoders have holes: what crashes, hangs or swells here takes no page with it. Nothing else
imports PyAV, whose wheels bring FFmpeg with GPL parts.

What is kept are the packets of one picture and one sound, unchanged: no titles, places, devices,
times, chapters, subtitles, attachments, nor what stands between the frames of H.264 (SEI).
"""

import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import msgspec

from hongmao.core.reasons import Reason, Refusal
from hongmao.notes.pictures import LEAST_SIDE, MOST_RATIO, WIDTHS

MOST_SIDE: Final = 4096
MOST_RATE: Final = 130
"""Frames a second."""
DEMUXERS: Final = {"mp4": "mov", "webm": "matroska"}
VIDEO_CODECS: Final = {"mp4": {"h264"}, "webm": {"vp8", "vp9", "av1"}}
AUDIO_CODECS: Final = {"mp4": {"aac"}, "webm": {"opus", "vorbis"}}
PIXELS: Final = {"yuv420p", "yuvj420p"}
"""What every browser shows."""
MUXING: Final = {
    "mp4": {"movflags": "+faststart", "fflags": "+bitexact"},
    "webm": {"fflags": "+bitexact"},
}
POSTER_AT: Final = 0.1
"""Where the poster is taken, as a share of the length: first frames are often black."""
MOST_DECODED: Final = 600
"""Frames on the way to the poster."""
MEMORY, PROCESSOR_S = 3 << 30, 60
BROKEN: Final = (
    OSError,
    ValueError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    EOFError,
    AttributeError,
)
"""What PyAV raises over bytes that are no whole video; its own errors are among them."""


class Remade(msgspec.Struct, frozen=True):
    """A video written anew as `film` in the folder, with a frame of it as `poster.png`."""

    kind: str
    ms: int


class Refused(msgspec.Struct, frozen=True):
    """The reason and facts of a refusal."""

    reason: str
    facts: dict[str, int | str]


def kind_of(head: bytes) -> str | None:
    """What the first bytes say it is: `mp4` (QuickTime's too), `webm`, or None."""
    if head[4:8] == b"ftyp":
        return "mp4"
    return "webm" if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64] else None


def remux(source: Path, folder: Path, most_seconds: int) -> Remade:
    """Write the video and its poster into the folder.

    Raises `Refusal`: VIDEO_TYPE, VIDEO_CODEC, VIDEO_SHAPE, VIDEO_TOO_LONG, VIDEO_BROKEN.
    """
    with source.open("rb") as file:
        kind = kind_of(file.read(64))
    if kind is None:
        raise Refusal(Reason.VIDEO_TYPE)
    try:
        ms = _copy(source, folder / "film", kind, most_seconds)
        _take_poster(folder / "film", folder / "poster.png", kind, ms)
    except BROKEN:
        raise Refusal(Reason.VIDEO_BROKEN) from None
    return Remade(kind, ms)


def _copy(source: Path, target: Path, kind: str, most_seconds: int) -> int:
    import av

    with (
        source.open("rb") as file,
        av.open(file, format=DEMUXERS[kind], metadata_errors="ignore") as read,
        av.open(str(target), "w", format=kind, options=MUXING[kind]) as written,
    ):
        picture = _picture_of(read, kind)
        sound = _sound_of(read, kind)
        copies = {picture.index: written.add_stream_from_template(picture)}
        if sound is not None:
            copies[sound.index] = written.add_stream_from_template(sound)
        for copy in copies.values():
            copy.metadata.clear()
        first, last, frames = None, 0.0, 0
        for packet in _packets(read, picture, sound, copies[picture.index], kind):
            begins = float((packet.dts if packet.pts is None else packet.pts) * packet.time_base)
            first = begins if first is None else min(first, begins)
            last = max(last, begins + float((packet.duration or 0) * packet.time_base))
            if last - first > most_seconds + 1:
                raise Refusal(Reason.VIDEO_TOO_LONG, minutes=f"{most_seconds / 60:g}")
            frames += packet.stream.index == picture.index
            packet.stream = copies[packet.stream.index]
            written.mux(packet)
        if first is None or not frames or last <= first:
            raise Refusal(Reason.VIDEO_BROKEN)
        if frames > MOST_RATE * (last - first) + MOST_RATE:
            raise _misshapen()
    return round(1000 * (last - first))


def _picture_of(read: Any, kind: str) -> Any:
    """Its moving picture, of a codec and a size that we take."""
    from av.stream import Disposition

    moving = [s for s in read.streams.video if not s.disposition & Disposition.attached_pic]
    if not moving:
        raise Refusal(Reason.VIDEO_BROKEN)
    context, name = moving[0].codec_context, moving[0].codec.canonical_name
    if name not in VIDEO_CODECS[kind]:
        raise Refusal(Reason.VIDEO_CODEC, codec=name)
    if context.pix_fmt not in PIXELS:
        raise Refusal(Reason.VIDEO_CODEC, codec=f"{name} {context.pix_fmt}")
    short, long = sorted((context.width, context.height))
    if short < LEAST_SIDE or long > MOST_SIDE or long > MOST_RATIO * short:
        raise _misshapen()
    return moving[0]


def _misshapen() -> Refusal:
    return Refusal(
        Reason.VIDEO_SHAPE, least=LEAST_SIDE, most=MOST_SIDE, ratio=MOST_RATIO, rate=MOST_RATE
    )


def _sound_of(read: Any, kind: str) -> Any | None:
    found = read.streams.best("audio")
    if found is None:
        return None
    name = found.codec.canonical_name
    if name not in AUDIO_CODECS[kind]:
        raise Refusal(Reason.VIDEO_CODEC, codec=name)
    return found


def _packets(read: Any, picture: Any, sound: Any | None, copy: Any, kind: str) -> Iterator[Any]:
    """The packets of both, in their order, without what H.264 carries beside its frames."""
    from av.bitstream import BitStreamFilterContext

    bare = None
    if kind == "mp4":
        bare = BitStreamFilterContext("filter_units=remove_types=6", picture, copy)
    for packet in read.demux(*(stream for stream in (picture, sound) if stream is not None)):
        if packet.dts is None:
            continue
        if bare is not None and packet.stream.index == picture.index:
            for filtered in bare.filter(packet):
                filtered.stream = picture
                yield filtered
        else:
            yield packet


def _take_poster(film: Path, poster: Path, kind: str, ms: int) -> None:
    """Write a frame as a picture, upright, in the shape in which it is shown."""
    import av

    with av.open(str(film), format=DEMUXERS[kind]) as read:
        stream = read.streams.video[0]
        wanted = POSTER_AT * ms / 1000
        with suppress(*BROKEN):  # some have nothing to seek by: then from the start
            read.seek(int(wanted * 1_000_000))
        frame: Any = None
        for number, frame in enumerate(read.decode(stream)):
            if (frame.time or 0) >= wanted or number >= MOST_DECODED:
                break
        if frame is None:
            raise Refusal(Reason.VIDEO_BROKEN)
        ratio = stream.sample_aspect_ratio or 1
        across = max(1, round(frame.width * ratio))
        least = min(1.0, WIDTHS[-1] / across)
        size = (max(1, round(across * least)), max(1, round(frame.height * least)))
        image = frame.to_image(width=size[0], height=size[1])
        image.rotate(frame.rotation, expand=True).save(poster)


def _bound(most_bytes: int) -> None:
    """Bound what this process may use, as far as the system knows such bounds."""
    for kind, most in (
        (resource.RLIMIT_CPU, PROCESSOR_S),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, most_bytes + (most_bytes >> 3) + (64 << 20)),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def main(source: str, folder: str, seconds: str, most_bytes: str) -> None:
    """Do it, and say what came of it."""
    _bound(int(most_bytes))
    said: Remade | Refused
    try:
        said = remux(Path(source), Path(folder), int(seconds))
    except Refusal as refusal:
        facts = {name: v if isinstance(v, int) else str(v) for name, v in refusal.facts.items()}
        said = Refused(refusal.reason.value, facts)
    sys.stdout.buffer.write(msgspec.json.encode(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
