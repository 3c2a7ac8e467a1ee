# A click after the change is paid by the new terms.
8:00  click A
8:30  terms 30%
9:00  click A
9:05  order 100.00 fee 10.00
9:06  expect creator held 3.00, platform held 7.00
