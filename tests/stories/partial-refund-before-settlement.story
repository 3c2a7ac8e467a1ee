# Part comes back before settlement: the marketplace lowers its fee, and what is held follows.
9:00  click A
9:05  order 100.00 fee 10.00
9:06  expect creator held 6.00, platform held 4.00
9:30  paid fee 7.50
9:31  expect creator held 4.50, platform held 3.00, order held
9:40  received fee 7.50
10:00 settled fee 7.35
10:01 expect creator available 4.41, platform income 2.94, order posted
