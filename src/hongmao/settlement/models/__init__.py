"""What settlement keeps."""

from hongmao.settlement.models.budget import Budget, Charge, ChargeKind, ClickDay
from hongmao.settlement.models.commission import Commission, CommissionState

__all__ = ["Budget", "Charge", "ChargeKind", "ClickDay", "Commission", "CommissionState"]
