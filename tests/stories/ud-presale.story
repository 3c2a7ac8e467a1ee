# A presale (4) holds nothing until the balance is paid (2).
9:00  click A
9:05  taobao_ud order_status 4 100.00 fee 10.00
9:06  expect nothing, order none, grade exact
12:00 taobao_ud order_status 2
12:01 expect creator held 6.00, platform held 4.00, order held
13:00 taobao_ud order_status 5
13:01 expect creator held 6.00, platform held 4.00, order held
