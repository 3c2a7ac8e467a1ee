# The buyer sends it back before receipt: the feed closes the order, and what was held is void.
9:00  click A
9:05  taobao tk_status 12 100.00 fee 10.00
9:06  expect creator held 6.00, platform held 4.00, order held
9:30  taobao tk_status 13
9:31  expect nothing, order void, returned 0.00
