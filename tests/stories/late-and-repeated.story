# Revisions come late, out of order and again; the latest that was said holds.
9:00  click A
9:05  order 100.00 fee 10.00, arrives 10:30
9:40  received fee 9.00, arrives 11:00
10:00 settled fee 9.80
10:01 expect creator available 5.88, platform income 3.92, order posted
10:31 expect creator available 5.88, platform income 3.92
11:01 expect creator available 5.88, platform income 3.92
11:10 again 9:05
11:20 again 10:00
11:21 expect creator available 5.88, platform income 3.92, order posted, grade probable
