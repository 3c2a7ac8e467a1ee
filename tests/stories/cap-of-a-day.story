# A cap of a day: the links stop until midnight, and the next day has its own.
8:00  terms 60%, day cap 7.00, campaign cap 13.00
9:00  click A
9:05  order 100.00 fee 10.00
9:10  order 100.00 fee 10.00
9:11  expect creator held 7.00, platform held 13.00, shortfall 5.00, links stopped
day 2 0:01 expect creator held 7.00, platform held 13.00, links open
day 2 9:05 order 100.00 fee 10.00
day 2 9:06 expect creator held 13.00, platform held 17.00, shortfall 5.00, links stopped
