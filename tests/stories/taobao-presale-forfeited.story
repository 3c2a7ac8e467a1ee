# A presale whose balance is never paid: the deposit stays with the seller, and nothing is owed to us.
9:00  click A
9:05  taobao tk_status 11 100.00 fee 10.00 deposit 20.00
12:00 taobao tk_status 13
12:01 expect nothing, order void
