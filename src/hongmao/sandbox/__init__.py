"""A marketplace to run against: Taobao's wire protocol, and pages where people buy for pretend.

It behaves as the real one in what it gives and in what it does not: no click id comes back with an
order, only the time of the click, the site and the adzone.
"""
