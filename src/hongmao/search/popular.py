"""What many readers ask: words are kept only once enough readers have asked them on one day.

Until then there is a keyed hash of the question beside a keyed hash of the reader, with keys of
the day, so that nothing tells a rare question, nor who asked what on another day. Hashes go on the
next day; words after `DAYS`.
"""

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache

from django.conf import settings as django_settings
from django.db import transaction
from django.db.models import Sum

from hongmao.core.ids import ReaderHash, derive_key
from hongmao.core.words import sound
from hongmao.search.asking import Asked, Filters, answers_in_full, ask
from hongmao.search.models import Asker, Popular
from hongmao.search.spelling import sounding

DAYS = 30
LONGEST = 24
"""Letters of a question that is counted."""
MOST_A_READER = 100
"""Questions of one reader a day that are counted."""
SPARE = 2
"""How many more are looked at than are wanted: some find nothing any more."""
PRIVATE = re.compile(r"\d{5}|@|://|www\.")
"""What may be somebody's number or address."""


def count_question(asked: Asked, reader: bytes, at: datetime) -> None:
    """Count that a reader asked; `reader` is what is known of them, empty for nobody.

    Counted is a short question that some note answers with every word, once a reader and day.
    """
    least = django_settings.HONGMAO.popular_readers
    if not least or not reader or not _is_countable(asked.text):
        return
    if not answers_in_full(asked, Filters(), at):
        return
    day = at.astimezone(UTC).date()
    hashes = _hashes(django_settings.HONGMAO.secret.get_secret_value())
    question = hashes.on_day(day.toordinal(), b"question\0" + asked.text.encode())
    who = hashes.on_day(day.toordinal(), b"reader\0" + reader)
    with transaction.atomic():
        if Asker.objects.filter(day=day, reader=who).count() >= MOST_A_READER:
            return
        _, is_new = Asker.objects.get_or_create(day=day, question=question, reader=who)
        if not is_new:
            return
        readers = Asker.objects.filter(day=day, question=question).count()
        if readers >= least:
            Popular.objects.update_or_create(
                day=day,
                text=asked.text,
                defaults={"readers": readers, "sound": sound(asked.text.replace(" ", ""))[:120]},
            )


def _is_countable(text: str) -> bool:
    return 0 < len(text) <= LONGEST and not PRIVATE.search(text)


@cache
def _hashes(secret: str) -> ReaderHash:
    return ReaderHash(derive_key(secret, "asked"))


def popular(typed: str, most: int, at: datetime, *, chinese: bool) -> list[str]:
    """Up to `most` questions that begin like `typed` (folded; empty: any), the commonest first.

    Those alone that find a note now; without a beginning, those in the reader's language first.
    """
    since = at.astimezone(UTC).date() - timedelta(days=DAYS)
    rows = Popular.objects.filter(sounding("text", typed), day__gt=since).exclude(text=typed)
    counted = rows.values("text").annotate(all=Sum("readers")).order_by("-all", "text")
    texts = [str(text) for text in counted.values_list("text", flat=True)[: SPARE * most]]
    if not typed:
        texts.sort(key=lambda text: text.isascii() == chinese)
    found: list[str] = []
    for text in texts:
        if len(found) < most and answers_in_full(ask(text, Filters(), at), Filters(), at):
            found.append(text)
    return found


def forget_askers(at: datetime) -> int:
    """Forget the hashes of past days, and words that nobody asked for `DAYS`; how many went."""
    today: date = at.astimezone(UTC).date()
    hashes, _ = Asker.objects.filter(day__lt=today).delete()
    words, _ = Popular.objects.filter(day__lte=today - timedelta(days=DAYS)).delete()
    return hashes + words
