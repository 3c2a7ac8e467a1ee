# The order was held for one creator when a rival's click arrives: what turned into a guess is taken
# back when the grace for late clicks is over, ten minutes after the order.
8:00    A and B share an adzone
9:00:02 click B, arrives 9:08
9:00:03 click A
9:05    order 100.00 fee 10.00
9:06    expect creator A held 6.00, platform held 4.00, grade probable
9:08:01 expect creator A held 6.00, platform held 4.00, grade ambiguous
9:15:01 expect unmatched held 10.00, grade ambiguous
10:00   settled fee 10.00
10:01   expect unmatched income 10.00, order posted
