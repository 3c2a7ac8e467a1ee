"""What settlement keeps."""

from hongmao.settlement.models.claims import Claim, ClaimEvidence, ClaimState, Leaning
from hongmao.settlement.models.commission import Commission, CommissionState

__all__ = ["Claim", "ClaimEvidence", "ClaimState", "Commission", "CommissionState", "Leaning"]
