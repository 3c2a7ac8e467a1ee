# A percentage of the order: the marketplace's commission pays first, the brand's balance the rest.
8:00  prepaid 50.00
8:00  terms 15% of the order
9:00  click A
9:05  order 100.00 fee 10.00
9:06  expect creator held 15.00, brand prepaid 45.00, brand reserved 5.00, shortfall 0.00
10:00 settled fee 9.80
10:01 expect creator available 15.00, brand prepaid 44.80
11:00 refund half
11:01 expect creator available 7.50, brand prepaid 47.40, returned 7.50
