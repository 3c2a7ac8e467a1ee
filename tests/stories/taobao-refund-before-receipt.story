# A partial refund is won while the order is only paid: what is held follows, to the line.
9:00  click A
9:05  taobao tk_status 12 100.00 fee 10.00
9:20  taobao refund_status 2 40.00 fee 4.00
9:21  expect creator held 3.60, platform held 2.40, order held, returned 2.40
9:40  taobao tk_status 14
10:00 taobao tk_status 3
10:01 expect creator available 3.60, platform income 2.40, order posted
