# Everything comes back after settlement: everything is reversed, and a second claim takes no more.
9:00  click A
9:05  order 100.00 fee 10.00
10:00 settled fee 9.80
11:00 refund all
11:01 expect nothing, order reversed, returned 5.88
12:00 refund 1.00 fee 0.10 case 2
12:01 expect nothing, order reversed, returned 5.88
