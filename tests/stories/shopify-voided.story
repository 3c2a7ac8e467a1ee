# The payment is voided: both lines are void.
9:00  click A
9:05  shopify financial_status paid 60.00 and 40.00
9:06  expect creator held 6.00, platform held 4.00
9:30  shopify financial_status voided
9:31  expect nothing, order line1 void, order line2 void
