# Paid in one month and settled in the next: held at the first closing, posted at the second, and
# nothing is corrected.
9:00  click A
9:05  order 100.00 fee 10.00
20:00 the month closes
20:01 statement of A: held 6.00, posted 0.00
21:00 settled fee 9.80
21:01 expect creator available 5.88, platform income 3.92, order posted
22:00 the month closes
22:01 statement of A: held 0.00, posted 5.88
