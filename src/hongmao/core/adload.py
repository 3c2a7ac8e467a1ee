"""Ad load: which feed slots a sponsored note may take. Hard rails that hold in every prefix."""

import msgspec


class Limits(msgspec.Struct, frozen=True):
    """The rails an operator sets.

    `share_percent` is the largest share of sponsored notes among those shown so far, `first_slot`
    the first slot (from 0) one may take, `gap` the fewest unsponsored notes between two.
    """

    share_percent: int
    first_slot: int
    gap: int


class Load(msgspec.Struct, frozen=True):
    """What a feed has shown so far: slots filled, sponsored ones, and the last of these."""

    slots: int = 0
    sponsored: int = 0
    last: int | None = None

    def after(self, *, sponsored: bool) -> "Load":
        """The load once the next slot is filled."""
        if not sponsored:
            return Load(self.slots + 1, self.sponsored, self.last)
        return Load(self.slots + 1, self.sponsored + 1, self.slots)


def may_stand(load: Load, limits: Limits) -> bool:
    """Whether the next slot may take a sponsored note."""
    return (
        load.slots >= limits.first_slot
        and (load.last is None or load.slots - load.last > limits.gap)
        and (load.sponsored + 1) * 100 <= limits.share_percent * (load.slots + 1)
    )
