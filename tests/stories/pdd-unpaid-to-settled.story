# Placed (-1), paid (0), the group is complete (1), received (2), approved (3), settled (5).
9:00  click A
9:05  pdd order_status -1 100.00 fee 10.00
9:06  expect nothing, order none
9:10  pdd order_status 0
9:11  expect creator held 6.00, platform held 4.00, grade probable, order held
9:20  pdd order_status 1
9:40  pdd order_status 2
9:50  pdd order_status 3
9:51  expect creator held 6.00, platform held 4.00, order held
10:00 pdd order_status 5
10:01 expect creator available 6.00, platform income 4.00, order posted
