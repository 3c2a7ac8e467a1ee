# Two notes share an adzone and were clicked within seconds: nobody is paid on a guess.
8:00    A and B share an adzone
9:00    click B
9:00:03 click A
9:05    order 100.00 fee 10.00
9:06    expect nothing, grade ambiguous
9:20    expect unmatched held 10.00, grade ambiguous
10:00   settled fee 10.00
10:01   expect unmatched income 10.00, order posted
