# A sale that is not rejected within the network's hold of a day settles by itself.
9:00  click A
9:05  postback status sale 100.00 fee 10.00
9:06  expect creator held 6.00, platform held 4.00
33:04 expect creator held 6.00, platform held 4.00, order held
33:06 expect creator available 6.00, platform income 4.00, order posted
