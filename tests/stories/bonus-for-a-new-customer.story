# The bonus is paid where the feed calls the buyer new, and not where it says nothing.
8:00  prepaid 10.00
8:00  terms 50%, 6.00 for a new customer
9:00  click A
9:05  order 100.00 fee 10.00
9:06  expect creator held 5.00, platform held 5.00, brand prepaid 10.00
9:10  order 100.00 fee 10.00 by a new customer
9:11  expect creator held 16.00, platform held 5.00, brand prepaid 9.00, brand reserved 1.00
