# The seller bears the commission of what came back (14, then 15): we give nothing back.
9:00  click A
9:05  taobao tk_status 12 100.00 fee 10.00
10:00 taobao tk_status 3
11:00 taobao refund_status 14 100.00 fee 10.00
11:01 expect creator available 6.00, platform income 4.00, order posted
12:00 taobao refund_status 15 100.00 fee 10.00
12:01 expect creator available 6.00, platform income 4.00, returned 0.00
