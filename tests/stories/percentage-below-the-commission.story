# The commission is more than the terms promise: the platform keeps what is left of it.
8:00  terms 4% of the order
9:00  click A
9:05  order 100.00 fee 10.00
9:06  expect creator held 4.00, platform held 6.00
10:00 settled
10:01 expect creator available 4.00, platform income 6.00, shortfall 0.00
