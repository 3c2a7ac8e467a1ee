# Any other code says why the line earns nothing (4: cancelled).
9:00  click A
9:05  jd validCode 16 100.00 fee 10.00
9:06  expect creator held 6.00, platform held 4.00
9:30  jd validCode 4
9:31  expect nothing, order void
