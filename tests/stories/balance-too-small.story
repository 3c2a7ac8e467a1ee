# What the brand's balance cannot cover is not promised: it shows as a shortfall, and the links stop.
8:00  prepaid 3.00
8:00  terms 20% of the order
9:00  click A
9:05  order 100.00 fee 10.00
9:06  expect creator held 13.00, brand reserved 3.00, shortfall 7.00, links stopped
9:30  prepaid 20.00
9:31  expect creator held 13.00, brand reserved 3.00, brand prepaid 20.00, shortfall 7.00, links open
10:00 void
10:01 expect brand prepaid 23.00, shortfall 0.00
