"""Pictures in their widths, videos, labels of declared notes, and texts with whom they mention."""

import re
from pathlib import PurePosixPath
from urllib.parse import quote

from django import template
from django.conf import settings as django_settings
from django.utils.html import escape, format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hongmao.core.disclosure import label
from hongmao.notes.models import Note, PictureBase
from hongmao.notes.models.videos import VideoBase
from hongmao.web.templatetags.hongmao import media, second

register = template.Library()


@register.simple_tag
def shot(picture: PictureBase, sizes: str, alt: str = "", lazy: bool = True) -> SafeString:
    """A picture as an element: WebP by `sizes`, JPEG for the rest; one file where it has but one.

    `sizes` is the attribute of HTML: how wide the picture stands on which screens.
    """
    still = media(picture.file)
    sources: str = ""
    if picture.widths:
        folder = PurePosixPath(picture.file).parent
        still = media(str(folder / "still.jpg"))
        by_width = ((media(str(folder / f"{width}.webp")), width) for width in picture.widths)
        listed = format_html_join(", ", "{} {}w", by_width)
        sources = format_html('<source type="image/webp" srcset="{}" sizes="{}">', listed, sizes)
    image = format_html(
        '<img src="{}" alt="{}" width="{}" height="{}" decoding="async"{}>',
        still,
        alt,
        picture.width,
        picture.height,
        mark_safe(' loading="lazy"' if lazy else ""),  # noqa: S308, one of two constants
    )
    return format_html('<picture class="sources">{}{}</picture>', sources, image)


@register.simple_tag
def film(video: VideoBase, alt: str = "") -> SafeString:
    """A video as an element: nothing of it loads before it is played, and it plays nothing itself.

    `alt` is its description, and its name for a screen reader.
    """
    folder = PurePosixPath(video.file).parent
    return format_html(
        '<video class="film" src="{}" poster="{}" width="{}" height="{}" aria-label="{}" controls '
        'preload="none" playsinline></video>',
        media(video.film),
        media(str(folder / "still.jpg")),
        video.width,
        video.height,
        alt or _("Video"),
    )


@register.filter
def length_words(ms: int) -> str:
    """A video's length: `1:05`."""
    minutes, rest = divmod(round(ms / 1000), 60)
    return f"{minutes}:{rest:02d}"


@register.simple_tag
def label_words() -> str:
    """The label of what is paid, by the community's jurisdiction and the reader's language."""
    return label(django_settings.HONGMAO.jurisdiction, get_language() or "")


@register.simple_tag
def note_text(note: Note) -> SafeString:
    """A note's text in paragraphs; whom it mentions is linked to their page."""
    text = escape(second(note, "body"))
    names = [mention.person.username for mention in note.mentions.select_related("person")]
    if names:
        longest = sorted(names, key=len, reverse=True)
        marked = re.compile(rf"[@＠]({'|'.join(map(re.escape, longest))})")
        text = mark_safe(marked.sub(_linked, text))  # noqa: S308, escaped above
    return mark_safe(linebreaks(text))  # noqa: S308, escaped above


def _linked(found: re.Match[str]) -> str:
    name = found.group(1)
    return format_html('<a class="mention" href="/c/{}">@{}</a>', quote(name), name)
