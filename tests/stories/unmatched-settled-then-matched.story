# As before, but the order is settled by then: what was posted moves by a reversal.
9:00  click A, arrives 13:00
9:05  order 100.00 fee 10.00
12:00 settled fee 9.80
12:01 expect unmatched income 9.80, order posted, grade none
13:01 expect creator available 5.88, platform income 3.92, order posted, grade probable
