# Every step of the affiliate feed: placed and unpaid, paid, received, settled at its final figure.
9:00  click A
9:05  taobao tk_status 11 100.00 fee 10.00
9:06  expect nothing, grade probable, order none
9:10  taobao tk_status 12
9:11  expect creator held 6.00, platform held 4.00, order held
9:40  taobao tk_status 14
9:41  expect creator held 6.00, platform held 4.00, order held
10:00 taobao tk_status 3 fee 9.80
10:01 expect creator available 5.88, platform income 3.92, order posted
