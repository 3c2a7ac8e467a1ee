# The terms credit the reader's first click: another reader's earlier one does not count.
8:00  terms 60%, first click
9:00  click C by Wang
9:10  click B by Li
9:20  click A by Li
9:25  order 100.00 fee 10.00
9:26  expect creator B held 6.00, platform held 4.00, grade probable
10:00 settled
10:01 expect creator B available 6.00, platform income 4.00
