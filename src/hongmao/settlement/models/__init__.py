"""What settlement keeps."""

from hongmao.settlement.models.commission import Commission, CommissionState
from hongmao.settlement.models.reconciliation import (
    CauseOf,
    Difference,
    Reconciliation,
    SettledFigure,
    Source,
)
from hongmao.settlement.models.statements import (
    LineOf,
    Party,
    PartyOf,
    Period,
    Statement,
    StatementLine,
)

__all__ = [
    "CauseOf",
    "Commission",
    "CommissionState",
    "Difference",
    "LineOf",
    "Party",
    "PartyOf",
    "Period",
    "Reconciliation",
    "SettledFigure",
    "Source",
    "Statement",
    "StatementLine",
]
