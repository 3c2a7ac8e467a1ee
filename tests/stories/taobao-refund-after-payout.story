# The creator was paid out before the goods came back: what they owe stands below zero, and the next
# commission makes up for it.
9:00  click A
9:05  taobao tk_status 12 100.00 fee 10.00
10:00 taobao tk_status 3
10:01 expect creator available 6.00, platform income 4.00
12:00 payout A 6.00
12:01 expect platform income 4.00
13:00 taobao refund_status 2 50.00 fee 5.00
13:01 expect creator available -3.00, platform income 2.00, returned 3.00, order posted
14:00 click A
14:05 taobao tk_status 12 200.00 fee 20.00 of second
15:00 taobao tk_status 3 of second
15:01 expect creator available 9.00, platform income 10.00
