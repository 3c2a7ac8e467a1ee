# A presale's deposit (24) holds nothing; the balance makes it paid. Another's balance never comes.
9:00  click A
9:05  jd validCode 24 100.00 fee 10.00
9:05  jd validCode 24 50.00 fee 5.00 of second
9:06  expect nothing, order first none, order second none
12:00 jd validCode 16
12:00 jd validCode 3 of second
12:01 expect creator held 6.00, platform held 4.00, order first held, order second void
