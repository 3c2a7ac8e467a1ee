# The ad-driven feed names the click, so the match is exact. It tells of no settlement: money stays held.
9:00  click A
9:05  taobao_ud order_status 1 100.00 fee 10.00
9:06  expect nothing, grade exact, order none
9:10  taobao_ud order_status 2
9:11  expect creator held 6.00, platform held 4.00, order held
9:40  taobao_ud order_status 5
9:41  expect creator held 6.00, platform held 4.00, grade exact, order held
