# A reader counts once a day for each note, however often they come; caps end it like orders.
8:00  prepaid 10.00
8:00  terms 60%, 1.00 a visitor, day cap 3.00
9:00  click A by Li
9:05  click A by Li
9:06  click A by Wang
9:16  expect creator A available 2.00, brand prepaid 8.00
9:20  click B by Li
9:31  expect creator A available 2.00, creator B available 1.00, brand prepaid 7.00, links stopped
9:40  click B by Wang
9:51  expect creator A available 2.00, creator B available 1.00, brand prepaid 7.00, shortfall 1.00
day 2 9:00 click A by Li
day 2 9:01 expect creator A available 3.00, creator B available 1.00, brand prepaid 6.00, links open
