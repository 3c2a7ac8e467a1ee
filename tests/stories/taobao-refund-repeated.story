# A second refund of one order is pending (11) until it is won; then both count.
9:00  click A
9:05  taobao tk_status 12 100.00 fee 10.00
10:00 taobao tk_status 3
11:00 taobao refund_status 2 30.00 fee 3.00
11:30 taobao refund_status 11 20.00 fee 2.00 case 2
11:31 expect creator available 4.20, platform income 2.80, returned 1.80
12:00 taobao refund_status 2 20.00 fee 2.00 case 2
12:01 expect creator available 3.00, platform income 2.00, returned 3.00
