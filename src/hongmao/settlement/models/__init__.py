"""What settlement keeps."""

from hongmao.settlement.models.budget import Budget, Charge, ChargeKind, ClickDay
from hongmao.settlement.models.claims import Claim, ClaimEvidence, ClaimState, Leaning
from hongmao.settlement.models.commission import Commission, CommissionState
from hongmao.settlement.models.deposits import Deposit, DepositKind
from hongmao.settlement.models.invoices import Invoice, InvoiceKind, InvoiceYear
from hongmao.settlement.models.payouts import BatchState, Payout, PayoutAccount, PayoutBatch
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
    "BatchState",
    "Budget",
    "CauseOf",
    "Charge",
    "ChargeKind",
    "Claim",
    "ClaimEvidence",
    "ClaimState",
    "ClickDay",
    "Commission",
    "CommissionState",
    "Deposit",
    "DepositKind",
    "Difference",
    "Invoice",
    "InvoiceKind",
    "InvoiceYear",
    "Leaning",
    "LineOf",
    "Party",
    "PartyOf",
    "Payout",
    "PayoutAccount",
    "PayoutBatch",
    "Period",
    "Reconciliation",
    "SettledFigure",
    "Source",
    "Statement",
    "StatementLine",
]
