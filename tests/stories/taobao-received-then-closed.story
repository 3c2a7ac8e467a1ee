# Received, then returned in full before settlement.
9:00  click A
9:05  taobao tk_status 12 100.00 fee 10.00
9:30  taobao tk_status 14
9:31  expect creator held 6.00, platform held 4.00
9:50  taobao tk_status 13
9:51  expect nothing, order void
