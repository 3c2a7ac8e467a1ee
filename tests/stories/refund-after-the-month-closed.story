# The month closes with 5.88 posted; half comes back in the next: a line there corrects this one.
9:00  click A
9:05  order 100.00 fee 10.00
10:00 settled fee 9.80
20:00 the month closes
20:01 statement of A: held 0.00, posted 5.88
21:00 refund half
21:01 expect creator available 2.94, platform income 1.96, order posted, returned 2.94
22:00 the month closes
22:01 statement of A: held 0.00, posted 2.94, 1 correction
