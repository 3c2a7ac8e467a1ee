# The second order crosses the cap: it is paid up to it, the third has nothing, and the links stop.
8:00  terms 60%, campaign cap 10.00
9:00  click A
9:05  order 100.00 fee 10.00
9:06  expect creator held 6.00, platform held 4.00, links open
9:10  order 100.00 fee 10.00
9:11  expect creator held 10.00, platform held 10.00, shortfall 2.00, links stopped
9:15  order 100.00 fee 10.00
9:16  expect creator held 10.00, platform held 20.00, shortfall 8.00
10:00 settled of order 2
10:01 expect creator held 6.00, creator available 4.00, platform held 14.00, platform income 6.00
10:02 again 9:10
10:03 expect creator held 6.00, creator available 4.00, platform held 14.00, platform income 6.00
