# The click reaches the lake late: the money waits apart, then goes to whom it belongs.
9:00  click A, arrives 11:00
9:05  order 100.00 fee 10.00
9:06  expect nothing, grade none
9:20  expect unmatched held 10.00, order held
11:01 expect creator held 6.00, platform held 4.00, grade probable
12:00 settled fee 10.00
12:01 expect creator available 6.00, platform income 4.00
