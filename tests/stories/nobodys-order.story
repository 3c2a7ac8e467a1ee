# An order on an adzone that no placement leases: the platform holds it apart.
9:00  click A
9:05  order 100.00 fee 10.00 from nobody
9:06  expect nothing, grade none
9:20  expect unmatched held 10.00, order held, grade none
10:00 void
10:01 expect nothing, order void
