# The marketplace claws its fee back from us: owed when it is pending (12), no more when done (13).
9:00  click A
9:05  taobao tk_status 12 100.00 fee 10.00
10:00 taobao tk_status 3
11:00 taobao refund_status 4 100.00 fee 10.00
11:01 expect creator available 6.00, platform income 4.00
12:00 taobao refund_status 12 100.00 fee 10.00
12:01 expect nothing, order reversed, returned 6.00
13:00 taobao refund_status 13 100.00 fee 10.00
13:01 expect nothing, order reversed, returned 6.00
