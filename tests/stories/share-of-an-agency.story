# The agency has a fifth of what the terms pay; the platform keeps the rest of the commission.
8:00  terms 60%, agency 20%
9:00  click A
9:05  order 100.00 fee 10.00
9:06  expect creator held 4.80, agency held 1.20, platform held 4.00
10:00 settled fee 9.80
10:01 expect creator available 4.70, agency available 1.18, platform income 3.92
11:00 refund half
11:01 expect creator available 2.35, agency available 0.59, platform income 1.96, returned 2.35
