# Two notes are clicked at once; the click id says which of them sold, whatever the times say.
9:00:01 click A
9:00:01 click B
9:05    taobao_ud order_status 2 100.00 fee 10.00
9:06    expect creator B held 6.00, platform held 4.00, grade exact
9:10    taobao_ud order_status 2 50.00 fee 5.00 of second
9:11    expect creator B held 9.00, platform held 6.00, grade second exact
