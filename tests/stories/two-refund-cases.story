# Two cases of one order are counted each; one that is lost later gives its part back.
9:00  click A
9:05  order 100.00 fee 10.00
10:00 settled fee 10.00
11:00 refund 30.00 fee 3.00
11:01 expect creator available 4.20, platform income 2.80, returned 1.80
12:00 refund 20.00 fee 2.01 case 2
12:01 expect creator available 2.99, platform income 2.00, returned 3.01
13:00 refund fails
13:01 expect creator available 4.79, platform income 3.20, returned 1.21
14:00 refund fails case 2
14:01 expect creator available 6.00, platform income 4.00, returned 0.00
