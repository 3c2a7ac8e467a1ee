# A lead moves nothing, a sale is held, a rejection voids it. The same words again change nothing.
9:00  click A
9:05  postback status lead 100.00 fee 10.00
9:06  expect nothing, order none, grade exact
9:10  postback status sale
9:11  expect creator held 6.00, platform held 4.00, order held
9:20  again 9:10
9:30  postback status rejected
9:31  expect nothing, order void
9:40  again 9:10
9:41  expect nothing, order void
