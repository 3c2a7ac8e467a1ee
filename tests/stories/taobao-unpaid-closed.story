# Placed and never paid: nothing was ever owed.
9:00  click A
9:05  taobao tk_status 11 100.00 fee 10.00
9:35  taobao tk_status 13
9:36  expect nothing, order void
