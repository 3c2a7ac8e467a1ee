# The marketplace closes an order that it had settled: what was posted is reversed.
9:00  click A
9:05  taobao tk_status 12 100.00 fee 10.00
10:00 taobao tk_status 3 fee 9.80
10:01 expect creator available 5.88, platform income 3.92, order posted
11:00 taobao tk_status 13
11:01 expect nothing, order void
