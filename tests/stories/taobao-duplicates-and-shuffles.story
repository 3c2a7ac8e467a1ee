# Everything comes twice and out of order, a refund before its order: the end is that of the plain case.
9:00  click A
9:05  taobao tk_status 11 100.00 fee 10.00, arrives 12:30
9:10  taobao tk_status 12, arrives 12:20
9:40  taobao tk_status 14, arrives 12:10
10:00 taobao tk_status 3 fee 9.80, arrives 12:00
11:00 taobao refund_status 2 50.00 fee 4.90, arrives 11:01
11:02 expect nothing
12:01 expect creator available 2.94, platform income 1.96, order posted, returned 2.94
12:31 expect creator available 2.94, platform income 1.96, order posted
12:40 again 9:10
12:41 again 10:00
12:42 again 11:00
12:43 again 9:05
12:44 expect creator available 2.94, platform income 1.96, order posted, grade probable, returned 2.94
