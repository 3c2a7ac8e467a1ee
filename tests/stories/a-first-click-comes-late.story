# The reader's first click reaches the lake late: what was held moves to whom it belongs.
8:00  terms 60%, first click
9:00  click B by Li, arrives 11:00
9:20  click A by Li
9:25  order 100.00 fee 10.00
9:26  expect creator A held 6.00, platform held 4.00
11:01 expect creator B held 6.00, platform held 4.00, grade probable
