# The seller did not agree: the case fails and nothing is given back.
9:00  click A
9:05  taobao tk_status 12 100.00 fee 10.00
10:00 taobao tk_status 3
11:00 taobao refund_status 4 30.00 fee 3.00
12:00 taobao refund_status 3 30.00 fee 3.00
12:01 expect creator available 6.00, platform income 4.00, returned 0.00, order posted
