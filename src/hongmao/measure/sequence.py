"""An interval that holds however often one looks: the asymptotic confidence sequence.

Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and asymptotic
confidence sequences" (Annals of Statistics 2024, arXiv 2103.06476), theorem 2.2 and its appendix on
tuning.
"""

from math import inf, log, sqrt

PLANNED = 10_000


def always_valid(error: float, seen: int, level: float = 0.95, planned: int = PLANNED) -> float:
    """Half the width of an interval around a mean, true at all looks together with `level`.

    `error` is the mean's standard error after `seen` observations. The interval is tightest, about
    1.5 times a fixed one, at `planned` observations, which has to be chosen beforehand. Infinite
    where nothing was seen. Raises `ValueError` for a level or plan that is none.
    """
    if not 0 < level < 1 or planned < 1:
        raise ValueError(f"A level lies between 0 and 1 and a plan above 0: {level}, {planned}.")
    if seen < 1:
        return inf
    mixed = seen * _rho_squared(1 - level, planned)
    return error * sqrt(2 * (mixed + 1) / mixed * log(sqrt(mixed + 1) / (1 - level)))


def _rho_squared(alpha: float, planned: int) -> float:
    return (-2 * log(alpha) + log(-2 * log(alpha) + 1)) / planned
