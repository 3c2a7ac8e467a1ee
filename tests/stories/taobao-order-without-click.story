# An order on an adzone that nobody leases: it is held apart, settled apart, and goes back apart.
9:00  click A
9:05  taobao tk_status 12 100.00 fee 10.00 from nobody
9:20  expect unmatched held 10.00, grade none, order held
10:00 taobao tk_status 3 fee 9.80
10:01 expect unmatched income 9.80, order posted
11:00 taobao refund_status 2 50.00 fee 4.90
11:01 expect unmatched income 4.90, order posted
