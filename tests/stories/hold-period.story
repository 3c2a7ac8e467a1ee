# Settled, but held on for seven days: what comes back meanwhile is never owed.
8:00  terms 60%, hold 7 days
9:00  click A
9:05  order 100.00 fee 10.00
10:00 settled fee 9.80
10:01 expect creator held 5.88, platform held 3.92, order held
day 3 11:00 refund half
day 3 11:01 expect creator held 2.94, platform held 1.96, order held, returned 2.94
day 8 9:59 expect creator held 2.94, platform held 1.96, order held
day 8 10:00 expect creator available 2.94, platform income 1.96, order posted
day 9 11:00 refund all case 2
day 9 11:01 expect nothing, order reversed, returned 5.88
