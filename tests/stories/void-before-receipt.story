# The reader sends everything back before confirming receipt: nobody is owed anything.
9:00  click A
9:05  order 100.00 fee 10.00
9:06  expect creator held 6.00, platform held 4.00
9:30  void
9:31  expect nothing, order void, returned 0.00
