"""What settlement keeps."""

from hongmao.settlement.models.commission import Commission, CommissionState

__all__ = ["Commission", "CommissionState"]
