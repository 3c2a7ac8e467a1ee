"""A marketplace to run against: the wire protocols of Taobao, JD and Pinduoduo, and pages where
people buy for pretend.

It behaves as the real ones in what it gives and in what it does not: no click id comes back with an
order. Taobao tells the time of the click, the site and the adzone; JD and Pinduoduo give back the
text that their link carried, and no time.
"""
