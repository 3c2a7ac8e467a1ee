# Everything came back after receipt: the order is void.
9:00  click A
9:05  taobao_ud order_status 2 100.00 fee 10.00
9:30  taobao_ud order_status 5
10:00 taobao_ud order_status 3 back 100.00
10:01 expect nothing, order void, grade exact
