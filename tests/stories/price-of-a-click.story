# Each counted click is paid for from the brand's balance at once; late ones add a transfer.
8:00  prepaid 2.00
8:00  terms 60%, 0.50 a click, agency 20%
9:00  click A
9:01  expect creator available 0.40, agency available 0.10, brand prepaid 1.50
9:02  click A, arrives 9:40
9:15  click A
9:16  expect creator available 0.80, agency available 0.20, brand prepaid 1.00
9:41  expect creator available 1.20, agency available 0.30, brand prepaid 0.50, links open
9:50  click A
9:52  click A
10:10 expect creator available 1.60, agency available 0.40, shortfall 0.50, links stopped
10:20 prepaid 1.00
10:21 expect creator available 1.60, agency available 0.40, brand prepaid 1.00, links open
