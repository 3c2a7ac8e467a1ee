# From the third order of the month on the creator has more; what was booked keeps its tier.
8:00  terms 30%, 50% from 2 orders
9:00  click A
9:05  order 100.00 fee 10.00
9:10  order 100.00 fee 10.00
9:11  expect creator held 6.00, platform held 14.00
9:15  order 100.00 fee 10.00
9:16  expect creator held 11.00, platform held 19.00
9:20  void of order 1
9:21  expect creator held 8.00, platform held 12.00
10:00 settled of order 3
10:01 expect creator held 3.00, platform held 7.00, creator available 5.00, platform income 5.00
