"""Which user agents name a program: a maintained list, corrected, and what it leaves out.

The list is the package `crawler-user-agents` (MIT): some 1,500 patterns, matched in their own case,
nearly all of them plain names. `CORRECTIONS` says where it takes people for programs, `ADDITIONS`
what it does not know, `PHONES` which phones are called bots. Change one of the three, and
`events.RULESET` rises.

All names are sought at once by an Aho-Corasick automaton, all other patterns at once by RE2: both
take time linear in the agent, whatever it holds. One expression of all in RE2 is as quick on
people's agents, and a hundred times slower on agents made of beginnings of names.
"""

import re
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path
from typing import NamedTuple

import msgspec
import re2
from ahocorasick_rs import BytesAhoCorasick

from hongmao.core.events import AGENTS_PACKAGE


class Correction(NamedTuple):
    """A pattern of the package, ours in its place (empty: none), and why."""

    pattern: str
    ours: str
    reason: str


CORRECTIONS: tuple[Correction, ...] = (
    # seen: in the package's own examples, or in published collections of people's agents
    Correction(r"AP3A\.240617\.008", "", "Android 15 on phones by OPPO, OnePlus and realme"),
    Correction("MetaIAB Facebook", "", "the browser inside the Facebook app"),
    Correction(r"Code\/1\.", "", "a person reads in an editor's browser"),
    Correction(r"Trae\/", "", "a person reads in an editor's browser"),
    Correction("Fluid", "", "a Mac reader's browser for one site"),
    Correction("Sogou", "", "Sogou's browser and search app; its spiders say that they are"),
    Correction("WhatsApp", "^WhatsApp", "previews begin so, desktop and business apps do not"),
    Correction("Viber", "^Viber", "previews begin so, the app's own browser does not"),
    Correction("Sonic", "RankSonic", "ViewSonic and other tablets; Slack for Windows"),
    Correction("Butterfly", "compatible; Butterfly", "HTC Butterfly, a phone"),
    Correction("Fever", r"^Fever\/", "Wiko Fever, a phone"),
    Correction("Expanse", "^Expanse, a Palo Alto", "a phone of that name"),
    Correction(r"008\/", r"^008\/", "apps' versions and numbers of devices end so"),
    # to be expected: the fetcher begins with the name of an app, in which people read too
    Correction(r"RED\/", r"^RED\/", "Xiaohongshu is called RED abroad"),
    Correction(r"Notion\/", r"^Notion\/", "the desktop app shows pages"),
    Correction(r"Tumblr\/", r"^Tumblr\/", "the app shows pages"),
    Correction(r"Instapaper\/", r"^Instapaper\/", "the app shows pages"),
    Correction(r"PayPal\/", r"^PayPal\/", "the app shows pages"),
    Correction("Hatena", "^Hatena", "the app shows pages"),
    Correction(r"Operator\/", r"compatible; Operator\/", "apps name a reader's carrier so"),
)
"""Where the package takes people for programs."""

ADDITIONS: tuple[str, ...] = (
    # what programs call themselves at the end of a word, and the link that they leave
    r"(?:bots?|spiders?|crawl(?:ers?|ing)?|scrap(?:er|ing)|fetcher)(?:[^a-z]|$)",
    r"(?:link|url)[ _-]?preview", r"\+https?://",
    # previews and checks of links
    "baidu transcoder", "qq-url-manager",
    # browsers that a program drives
    "slimerjs", "cypress/", "page ?speed", "prerender", "electron-fetch",
    # monitors and load
    "newrelicpinger", "datadog", "dynatracesynthetic", "kube-probe/", "googlehc/",
    "elb-healthchecker", "route ?53[ -]health", "apachebench",
    # scanners and copiers
    "nuclei", "gobuster", "teleport pro",
    # libraries, also after a product's name
    "python-urllib", "lwp::", "apache-httpclient", "guzzlehttp", "postmanruntime", "insomnia/",
    "restsharp", "jakarta commons", "winhttprequest", "powershell/", "dart:io", "libcurl",
    "httpclient/",
    # libraries with whose name an agent begins; an app's own browser begins otherwise
    "^(?:java/|ruby|perl|php|python|undici|node|deno/|bun/|wininet|lua-resty|reqwest)",
    "^(?:hyper/|httpclient|apache-|fasthttp|urlgrabber|faraday|k6/)",
)  # fmt: skip
"""What the package leaves out, in any case."""

PHONES = re.compile(
    r"cubot|; (?:(?:[bcm]|id|vr|power)[ _]?bot(?=[ _]?(?:\d\d|tab|build))|xbot[ _](?:jun|sen)ior"
    r"|spider \d\b)",
    re.IGNORECASE,
)
"""Phones and tablets called bots: Cubot, M bot 60, VR BOT 552, XBot Junior, Spider 8."""

_NAME = re.compile(r"(?:[^\\^$.|?*+()\[\]{}]|\\[^A-Za-z0-9])+")
_ESCAPED = re.compile(r"\\(.)")


class Matcher:
    """Whether any of many patterns is in an agent, at once, in time linear in the agent."""

    def __init__(self, patterns: Iterable[str]) -> None:
        names, others = [], []
        for pattern in patterns:
            if _NAME.fullmatch(pattern):
                names.append(_ESCAPED.sub(r"\1", pattern).encode("latin-1"))
            else:
                others.append(f"(?:{pattern})")
        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.never_capture = True
        self._find_names = BytesAhoCorasick(names).find_matches_as_indexes
        self._search = re2.compile("|".join(others).encode("latin-1"), options).search

    def matches(self, agent: str) -> bool:
        """Whether a pattern is in an agent; what no header can hold counts as a question mark."""
        said = agent.encode("latin-1", "replace")
        return bool(self._find_names(said)) or self._search(said) is not None


class _Entry(msgspec.Struct):
    pattern: str


def maintained() -> list[str]:
    """The package's patterns as it ships them; its examples are not kept in memory."""
    place = distribution(AGENTS_PACKAGE).locate_file("crawleruseragents/crawler-user-agents.json")
    entries = msgspec.json.decode(Path(str(place)).read_bytes(), type=list[_Entry])
    return [entry.pattern for entry in entries]


def patterns() -> list[str]:
    """Every pattern in force: the package's, corrected, then ours."""
    ours = {correction.pattern: correction.ours for correction in CORRECTIONS}
    corrected = [ours.get(pattern, pattern) for pattern in maintained()]
    return [pattern for pattern in corrected if pattern] + [f"(?i:{text})" for text in ADDITIONS]


_programs = Matcher(patterns())


def names_a_program(agent: str) -> bool:
    """Whether an agent names a program; the name of a phone is none."""
    if not _programs.matches(agent):
        return False
    other = PHONES.sub(" ", agent)
    return other == agent or _programs.matches(other)
