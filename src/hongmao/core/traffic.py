"""Traffic rules: what a request says of itself, as flags on its event, never a reason to block.

General invalid traffic only, in the sense of the MRC's guidance: programs that name themselves,
prefetches and previews. The rules carry `events.RULESET` as their version; raise it with any change
here, so that history can be judged again. Tokens are matched in lower case. Readers' in-app
browsers (WeChat, Baidu, Weibo, Xiaohongshu, Taobao and Alipay, HarmonyOS, Sogou) and Cubot phones
are people: common lists call them bots, this one must not.
"""

import re
from functools import lru_cache

from hongmao.core.reasons import Reason

AGENT_CACHE = 16_384
"""Agents remembered; with `AGENT_LENGTH` it bounds the cache whatever agents are sent."""
AGENT_LENGTH = 512
"""Longer agents are judged each time and not remembered."""

_NAMES_A_BOT = re.compile(r"(?<!cu)bot(?![a-z])|spider(?![a-z])|crawl(?:er|ing)?(?![a-z])")

TOKENS: tuple[str, ...] = (
    # search and archive
    "mediapartners-google", "apis-google", "feedfetcher-google", "google-read-aloud",
    "google-inspectiontool", "googleother", "google favicon", "google-site-verification",
    "google web preview", "bingpreview", "yahoo! slurp", "baidu transcoder", "ia_archiver",
    "heritrix", "nutch", "yandexmetrika", "yandeximages", "duckduckgo-favicons",
    # models
    "chatgpt-user", "claude-web", "claude-user", "perplexity-user", "anthropic-ai", "cohere-ai",
    "google-extended", "meta-externalagent", "meta-externalfetcher",
    # link previews
    "facebookexternalhit", "facebookcatalog", "skypeuripreview", "slack-imgproxy", "embedly",
    "iframely", "vkshare", "quora link preview", "google-pagerenderer",
    "snap url preview", "outbrain", "flipboardproxy", "tumblr/",
    # browsers that a program drives
    "headlesschrome", "phantomjs", "slimerjs", "puppeteer", "playwright", "selenium", "webdriver",
    "chrome-lighthouse", "pagespeed", "gtmetrix", "prerender", "electron-fetch", "splash version",
    # monitors
    "pingdom", "statuscake", "uptime-kuma", "site24x7", "newrelicpinger", "datadog", "catchpoint",
    "better uptime", "freshping", "nagios", "zabbix", "blackbox exporter", "monitis",
    # scanners
    "masscan", "zgrab", "nmap scripting", "nikto", "sqlmap", "nessus", "nuclei", "wpscan",
    "censysinspect", "expanse", "internet-measurement", "dirbuster", "gobuster", "w3c_validator",
    "w3c-checklink", "validator.nu", "httrack", "webcopier", "teleport pro",
    # libraries that also appear after a product's name
    "python-requests", "python-urllib", "python-httpx", "aiohttp", "libwww-perl", "lwp::simple",
    "go-http-client", "apache-httpclient", "scrapy", "guzzlehttp", "node-fetch", "postmanruntime",
    "insomnia/", "httpie/", "mechanize", "restsharp", "jakarta commons", "colly", "winhttprequest",
)  # fmt: skip
"""Texts that only a program's agent holds."""

STARTS: tuple[str, ...] = (
    "curl/", "wget/", "java/", "okhttp/", "axios/", "ruby", "perl", "php/", "httpx/", "undici",
    "got ", "node", "deno/", "bun/", "whatsapp/", "wininet", "libcurl", "lua-resty", "reqwest",
    "hyper/", "httpclient", "apache-", "fasthttp", "urlgrabber", "faraday",
)  # fmt: skip
"""How the agent of a plain HTTP library begins; an app's own browser begins otherwise."""


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
    return _remembered(agent) if len(agent) <= AGENT_LENGTH else _names_a_program(agent)


def is_prefetch(purpose: str) -> bool:
    """Whether a purpose header says that no person has asked yet."""
    said = purpose.lower()
    return "prefetch" in said or "prerender" in said or "preview" in said


def _names_a_program(agent: str) -> bool:
    said = agent.lower()
    return (
        said.startswith(STARTS)
        or _NAMES_A_BOT.search(said) is not None
        or any(token in said for token in TOKENS)
    )


_remembered = lru_cache(AGENT_CACHE)(_names_a_program)
