"""Taobao and Tmall, through the affiliate (TBK) methods of the Taobao Open Platform."""
