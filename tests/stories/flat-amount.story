# A flat amount for each order stays whole until all of the order has come back.
8:00  prepaid 10.00
8:00  terms 3.00 an order
9:00  click A
9:05  order 100.00 fee 2.00
9:06  expect creator held 3.00, brand prepaid 9.00, brand reserved 1.00
10:00 settled
11:00 refund 40.00 fee 0.80
11:01 expect creator available 3.00, brand prepaid 8.20, returned 0.00
12:00 refund 60.00 fee 1.20 case 2
12:01 expect brand prepaid 10.00, returned 3.00, order reversed
