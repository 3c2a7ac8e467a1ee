# The refund feed is ahead of the order feed: the refund waits for its order.
9:00  click A
9:05  order 100.00 fee 10.00, arrives 11:30
10:00 settled fee 10.00, arrives 12:00
11:00 refund half
11:01 expect nothing
11:31 expect creator held 3.00, platform held 2.00, order held
12:01 expect creator available 3.00, platform income 2.00, order posted, returned 3.00
