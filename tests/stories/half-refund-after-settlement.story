# Half comes back after settlement: half of each part is reversed.
9:00  click A
9:05  order 100.00 fee 10.00
9:06  expect creator held 6.00, platform held 4.00
10:00 settled fee 9.80
10:01 expect creator available 5.88, platform income 3.92
11:00 refund half
11:01 expect creator available 2.94, platform income 1.96, returned 2.94, order posted
