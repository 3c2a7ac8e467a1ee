# New terms between two clicks: each order is paid by those of its own click, to the end.
8:00  prepaid 50.00
9:00  click A
9:05  order 100.00 fee 10.00
9:30  terms 15% of the order, hold 2 days
10:00 click A
10:05 order 100.00 fee 10.00
10:06 expect creator held 21.00, platform held 4.00, brand prepaid 45.00, brand reserved 5.00
11:00 settled of order 1
11:00:30 settled of order 2
11:01 expect creator available 6.00, creator held 15.00, platform income 4.00, brand prepaid 45.00, brand reserved 5.00
day 3 11:01 expect creator available 21.00, platform income 4.00, brand prepaid 45.00
