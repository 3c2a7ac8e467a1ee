# A preferred partner's click is credited before a later one of another; without one the last counts.
8:00  terms 60%, prefers B
9:00  click B by Li
9:10  click A by Li
9:15  order 100.00 fee 10.00
9:16  expect creator B held 6.00, platform held 4.00
9:20  click A by Wang
9:25  order 100.00 fee 10.00
9:26  expect creator B held 6.00, creator A held 6.00, platform held 8.00
