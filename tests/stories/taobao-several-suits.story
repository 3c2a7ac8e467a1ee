# Three refund suits of one order, each with its own end: only what was won counts.
9:00  click A
9:05  taobao tk_status 12 100.00 fee 10.00
10:00 taobao tk_status 3
11:00 taobao refund_status 2 10.00 fee 1.00 case 1
11:05 taobao refund_status 4 20.00 fee 2.00 case 2
11:10 taobao refund_status 12 30.00 fee 3.00 case 3
11:11 expect creator available 3.60, platform income 2.40, returned 2.40
12:00 taobao refund_status 3 20.00 fee 2.00 case 2
12:05 taobao refund_status 13 30.00 fee 3.00 case 3
12:06 expect creator available 3.60, platform income 2.40, returned 2.40, order posted
# A suit that was won is lost on appeal: its part comes back.
13:00 taobao refund_status 3 10.00 fee 1.00 case 1
13:01 expect creator available 4.20, platform income 2.80, returned 1.80
