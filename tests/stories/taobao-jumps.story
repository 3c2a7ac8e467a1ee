# The feed skips states: each order ends where its last word puts it.
9:00  click A
9:05  taobao tk_status 11 100.00 fee 10.00 of second
9:05  taobao tk_status 11 50.00 fee 5.00 of third
9:05  taobao tk_status 12 20.00 fee 2.00
9:06  expect creator held 1.20, platform held 0.80, order first held, order second none
9:30  taobao tk_status 14 of second
9:31  expect creator held 7.20, platform held 4.80, order second held, order third none
10:00 taobao tk_status 3 of third
10:00 taobao tk_status 3 fee 1.90
10:01 expect creator held 6.00, creator available 4.14, platform held 4.00, platform income 2.76, order third posted
