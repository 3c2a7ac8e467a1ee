# A presale: the deposit holds nothing, the balance makes it a paid order.
9:00  click A
9:05  taobao tk_status 11 100.00 fee 10.00 deposit 20.00
9:06  expect nothing, order none
12:00 taobao tk_status 12
12:01 expect creator held 6.00, platform held 4.00, order held
13:00 taobao tk_status 14
14:00 taobao tk_status 3
14:01 expect creator available 6.00, platform income 4.00, order posted
