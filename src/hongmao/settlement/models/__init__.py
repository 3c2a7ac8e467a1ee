"""What settlement keeps."""

from hongmao.settlement.models.commission import Commission, CommissionState
from hongmao.settlement.models.deposits import Deposit, DepositKind
from hongmao.settlement.models.invoices import Invoice, InvoiceKind, InvoiceYear
from hongmao.settlement.models.payouts import (
    BatchState,
    Payout,
    PayoutAccount,
    PayoutBatch,
)

__all__ = [
    "BatchState",
    "Commission",
    "CommissionState",
    "Deposit",
    "DepositKind",
    "Invoice",
    "InvoiceKind",
    "InvoiceYear",
    "Payout",
    "PayoutAccount",
    "PayoutBatch",
]
