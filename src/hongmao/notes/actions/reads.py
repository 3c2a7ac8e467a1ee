"""Reads, which the log counts and the worker brings in."""

from collections.abc import Mapping

from django.db import transaction

from hongmao.notes.actions.stats import keep
from hongmao.notes.models import NoteStats

AT_ONCE = 500
"""Notes of one call: they are locked together."""


@transaction.atomic
def count_reads(reads: Mapping[int, int]) -> int:
    """Set how often each of these notes was read; returns how many changed.

    The counts are totals, so that doing it twice changes nothing. Leaves no audit row: nobody acts.
    """
    held = NoteStats.objects.filter(note_id__in=reads).values_list("note_id", "reads")
    changed = [note for note, before in held if before != reads[note]]
    rows = NoteStats.objects.select_for_update(of=("self",)).select_related("note")
    for stats in rows.filter(note_id__in=changed).order_by("note_id"):
        stats.reads = reads[stats.note_id]
        keep(stats)
    return len(changed)
