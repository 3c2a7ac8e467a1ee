"""Pinduoduo, through the methods of Duoduo Jinbao (DDK) on Pinduoduo's open gateway."""
