"""Traffic rules: what a request says of itself, as flags on its event, never a reason to block.

General invalid traffic only, in the sense of the MRC's guidance: programs that name themselves
(`agents.py`), prefetches and previews. The rules carry `events.RULESET` as their version; raise it
with any change, so that history can be judged again. Readers' in-app browsers (WeChat, Baidu,
Weibo, Xiaohongshu, Taobao and Alipay, HarmonyOS, Sogou) and Cubot phones are people: common lists
call them bots, this one must not.
"""

from hongmao.core.agents import names_a_program
from hongmao.core.reasons import Reason


def judge_agent(agent: str) -> tuple[Reason, ...]:
    """The flags of what a request says in `User-Agent` (empty: nothing), empty for a reader's."""
    if not agent or agent.isspace():
        return (Reason.NO_AGENT,)
    return (Reason.BOT,) if names_a_program(agent) else ()


def is_prefetch(purpose: str) -> bool:
    """Whether `Sec-Purpose`, `Purpose`, `X-Purpose` or `X-Moz` says that no person asked yet."""
    said = purpose.lower()
    return "prefetch" in said or "prerender" in said or "preview" in said
