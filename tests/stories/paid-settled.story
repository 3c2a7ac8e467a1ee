# The plain case: held when paid, posted when the marketplace settles at its final figure.
9:00  click A
9:05  order 100.00 fee 10.00
9:06  expect creator held 6.00, platform held 4.00, order held, grade probable
9:40  received
9:41  expect creator held 6.00, platform held 4.00, order held
10:00 settled fee 9.80
10:01 expect creator available 5.88, platform income 3.92, order posted
