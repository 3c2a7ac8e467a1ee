"""Work that one process does at a time, however many run: each chore is held for a while.

Nobody acts here, so there are no audit rows. A process that is killed holds its chore until the
time it asked for is over; then another takes it.
"""

from datetime import datetime, timedelta

from django.db.models import Q

from hongmao.people.models import Chore


def take_chore(name: str, at: datetime, every: timedelta, patience: timedelta) -> datetime | None:
    """Hold a chore until the moment returned; None where another does, or it was done lately."""
    Chore.objects.get_or_create(name=name)
    until = at + patience
    free = Q(held_until=None) | Q(held_until__lte=at)
    due = Q(done_at=None) | Q(done_at__lte=at - every)
    taken = Chore.objects.filter(free & due, name=name).update(held_until=until)
    return until if taken else None


def hold_chore(name: str, held: datetime, at: datetime, patience: timedelta) -> datetime | None:
    """Hold a chore for longer; None where it is no longer held until `held`."""
    until = at + patience
    kept = Chore.objects.filter(name=name, held_until=held).update(held_until=until)
    return until if kept else None


def leave_chore(name: str, held: datetime) -> None:
    """Let go of a chore that is not done."""
    Chore.objects.filter(name=name, held_until=held).update(held_until=None)


def end_chore(name: str, held: datetime, at: datetime, counts: dict[str, int]) -> None:
    """Let go of a chore that is done, and keep what it came to."""
    done = Chore.objects.filter(name=name, held_until=held)
    done.update(held_until=None, done_at=at, counts=counts)
