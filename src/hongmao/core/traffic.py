"""Traffic rules: what a request says of itself, as flags on its event, never a reason to block.

General invalid traffic only, in the sense of the MRC's guidance: programs that name themselves
(`agents.py`), prefetches and previews. The rules carry `events.RULESET` as their version; raise it
with any change, so that history can be judged again. Readers' in-app browsers (WeChat, Baidu,
Weibo, Xiaohongshu, Taobao and Alipay, HarmonyOS, Sogou) and Cubot phones are people: common lists
call them bots, this one must not.
"""

from functools import lru_cache

from hongmao.core.agents import names_a_program
from hongmao.core.reasons import Reason

AGENT_CACHE = 16_384
"""Agents remembered; with `AGENT_LENGTH` it bounds the cache whatever agents are sent."""
AGENT_LENGTH = 512
"""Longer agents are judged each time and not remembered."""


def judge_traffic(agent: str, *, purpose: str = "", head: bool = False) -> tuple[Reason, ...]:
    """The flags of a request, empty for a reader's.

    `agent` is the `User-Agent` header, empty where there is none; `purpose` whatever the request
    says in `Sec-Purpose`, `Purpose`, `X-Purpose` and `X-Moz`; `head` whether only headers were
    asked for.
    """
    flags: tuple[Reason, ...] = ()
    if not agent or agent.isspace():
        flags = (Reason.NO_AGENT,)
    elif is_bot(agent):
        flags = (Reason.BOT,)
    if purpose and is_prefetch(purpose):
        flags += (Reason.PREFETCH,)
    if head:
        flags += (Reason.HEAD,)
    return flags


def is_bot(agent: str) -> bool:
    """Whether an agent names a program; remembered for the latest agents, in bounded memory."""
    return _remembered(agent) if len(agent) <= AGENT_LENGTH else names_a_program(agent)


def is_prefetch(purpose: str) -> bool:
    """Whether a purpose header says that no person has asked yet."""
    said = purpose.lower()
    return "prefetch" in said or "prerender" in said or "preview" in said


_remembered = lru_cache(AGENT_CACHE)(names_a_program)
