# A return gives its part of the cap back: to orders that come after it, not to those cut off before.
8:00  terms 60%, campaign cap 10.00
9:00  click A
9:05  order 100.00 fee 10.00
9:10  order 100.00 fee 10.00
9:11  expect creator held 10.00, platform held 10.00, shortfall 2.00, links stopped
9:20  void of order 1
9:21  expect creator held 4.00, platform held 6.00, shortfall 2.00, links open
9:30  order 100.00 fee 10.00
9:31  expect creator held 10.00, platform held 10.00, shortfall 2.00, links stopped
