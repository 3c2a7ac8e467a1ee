"""Small videos, as phones and programs send them."""

import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

SECRET = "Hunan Road 12"
UPRIGHT = bytes.fromhex("00010000" + "00" * 12 + "00010000" + "00" * 12 + "40000000")
TURNED = bytes.fromhex("000000000001000000000000ffff0000000000000000000000f000000000000040000000")
"""The matrices of an MP4 that stands as it was taken, and of one taken with the phone upright."""


def film(
    path: Path,
    *,
    size: tuple[int, int] = (320, 240),
    seconds: int = 2,
    video: str = "libx264",
    audio: str = "aac",
    pixels: str = "yuv420p",
    kind: str = "",
) -> Path:
    """A video, red above and blue below, with a tone, that says where it was taken."""
    with av.open(str(path), "w", format=kind or path.suffix[1:]) as out:
        out.metadata.update(title=SECRET, comment=SECRET, location="+31.2000+121.4000/")
        pictures: Any = out.add_stream(video, rate=10)
        pictures.width, pictures.height = size
        pictures.pix_fmt = pixels
        pictures.metadata["handler_name"] = SECRET
        sound: Any = out.add_stream(audio, rate=48_000, layout="mono") if audio else None
        for _ in range(seconds * 10):
            picture = np.full((size[1], size[0], 3), (20, 40, 200), np.uint8)
            picture[: size[1] // 2] = (200, 30, 30)
            out.mux(pictures.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        out.mux(pictures.encode(None))
        if sound is not None:
            for start in range(0, seconds * 48_000, 960):
                out.mux(sound.encode(_tone(start)))
            out.mux(sound.encode(None))
    return path


def _tone(start: int) -> av.AudioFrame:
    at = np.arange(start, start + 960) / 48_000
    wave = (0.2 * np.sin(2 * math.pi * 440 * at)).astype(np.float32)[None, :]
    frame = av.AudioFrame.from_ndarray(wave, format="fltp", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = 48_000, start, Fraction(1, 48_000)
    return frame


def turned(path: Path) -> Path:
    """The same MP4, as a phone writes it that was held upright."""
    data = path.read_bytes()
    at = data.index(UPRIGHT, data.index(b"tkhd"))
    path.write_bytes(data[:at] + TURNED + data[at + len(TURNED) :])
    return path
