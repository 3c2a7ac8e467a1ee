# A presale: a deposit promises nothing; the balance paid, the terms of the click hold.
8:00  prepaid 10.00
8:00  terms 12% of the order
9:00  click A
9:05  deposit 20.00
9:06  expect brand prepaid 10.00, order none
9:30  terms 1% of the order
20:00 paid 100.00 fee 10.00
20:01 expect creator held 12.00, brand prepaid 8.00, brand reserved 2.00, order held
21:00 settled
21:01 expect creator available 12.00, brand prepaid 8.00, order posted
