# A refund before approval makes the order fail (4).
9:00  click A
9:05  pdd order_status 0 100.00 fee 10.00
9:30  pdd order_status 2
9:31  expect creator held 6.00, platform held 4.00
9:50  pdd order_status 4
9:51  expect nothing, order void
