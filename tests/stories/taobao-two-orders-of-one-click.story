# One click, two order lines: each has its own commission and its own end.
9:00  click A
9:05  taobao tk_status 12 100.00 fee 10.00
9:05  taobao tk_status 12 50.00 fee 5.00 of second
9:06  expect creator held 9.00, platform held 6.00, grade first probable, grade second probable
9:30  taobao tk_status 13
10:00 taobao tk_status 3 of second
10:01 expect creator available 3.00, platform income 2.00, order first void, order second posted
