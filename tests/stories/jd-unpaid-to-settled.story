# Waiting for payment (15), paid (16), finished (17), and settled from the day that it is paid out.
9:00  click A
9:05  jd validCode 15 100.00 fee 10.00
9:06  expect nothing, order none
9:10  jd validCode 16
9:11  expect creator held 6.00, platform held 4.00, grade probable, order held
9:40  jd validCode 17
9:41  expect creator held 6.00, platform held 4.00, order held
10:00 jd validCode 17 fee 9.80 payday
10:01 expect creator available 5.88, platform income 3.92, order posted
# A later return lowers the figure itself: there is no refund feed.
11:00 jd validCode 17 50.00 fee 4.90 payday
11:01 expect creator available 2.94, platform income 1.96, order posted
