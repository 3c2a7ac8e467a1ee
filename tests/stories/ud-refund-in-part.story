# Status 3 with a part returned is a smaller order, not a void one; receipt afterwards keeps it so.
9:00  click A
9:05  taobao_ud order_status 2 100.00 fee 10.00
9:30  taobao_ud order_status 3 back 40.00
9:31  expect creator held 3.60, platform held 2.40, order held
9:50  taobao_ud order_status 5
9:51  expect creator held 3.60, platform held 2.40, order held
