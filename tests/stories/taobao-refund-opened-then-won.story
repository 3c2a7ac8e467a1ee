# A refund case is opened after settlement: nothing moves until the buyer has won it.
9:00  click A
9:05  taobao tk_status 12 100.00 fee 10.00
10:00 taobao tk_status 3
11:00 taobao refund_status 4 30.00 fee 3.00
11:01 expect creator available 6.00, platform income 4.00, returned 0.00
12:00 taobao refund_status 2 30.00 fee 3.00
12:01 expect creator available 4.20, platform income 2.80, returned 1.80, order posted
