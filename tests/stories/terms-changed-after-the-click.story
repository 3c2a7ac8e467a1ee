# New terms between click and order: those of the click govern, to the end.
9:00  click A
9:02  terms 30%
9:05  order 100.00 fee 10.00
9:06  expect creator held 6.00, platform held 4.00
10:00 settled fee 9.80
11:00 refund half
11:01 expect creator available 2.94, platform income 1.96, returned 2.94
