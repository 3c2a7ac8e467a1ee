# An order of two lines at 10 %; one of them is returned. The other keeps its commission to the cent.
9:00  click A
9:05  shopify financial_status pending 60.00 and 40.00
9:06  expect nothing, order line1 none, grade line2 exact
9:10  shopify financial_status paid
9:11  expect creator held 6.00, platform held 4.00, order line1 held, order line2 held
9:30  shopify refund created 40.00 of line2
9:31  expect creator held 3.60, platform held 2.40, returned 2.40
9:35  again 9:30
9:36  expect creator held 3.60, platform held 2.40, returned 2.40
33:11 expect creator available 3.60, platform income 2.40, order line1 posted, order line2 reversed
