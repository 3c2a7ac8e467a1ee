# Not a product of the programme (8), and one that is penalised (10): neither earns anything.
9:00  click A
9:05  pdd order_status 0 100.00 fee 10.00
9:05  pdd order_status 1 50.00 fee 5.00 of second
9:06  expect creator held 9.00, platform held 6.00
9:30  pdd order_status 8
9:30  pdd order_status 10 of second
9:31  expect nothing, order first void, order second void
