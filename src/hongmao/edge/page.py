"""The page a reader meets when a link leads nowhere: small, whole in itself, in their language."""

import base64
from hashlib import sha256
from html import escape

from hongmao.core.reasons import SENTENCES, Reason

_TITLES = {
    Reason.UNKNOWN_CODE: ("This link leads nowhere", "这个链接走丢了"),
    Reason.NOT_FOUND: ("Nothing here", "这里什么都没有"),
    Reason.METHOD_NOT_ALLOWED: ("Not like this", "换个方式试试"),
    Reason.BAD_REQUEST: ("That did not arrive whole", "请求不完整"),
    Reason.TOO_SLOW: ("That took too long", "等太久了"),
}
_BACK = ("Back to the notes", "回到笔记")

_STYLE = """
:root {
  color-scheme: light dark;
  --paper: #fbf9f4; --ink: #23201c; --soft: #6f6a62; --cat: #c8371f; --line: #e6e0d5; --on: #fff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #181614; --ink: #f0ebe2; --soft: #a39c91; --cat: #ff7a5c; --line: #35302b;
    --on: #23110c;
  }
}
* { box-sizing: border-box; margin: 0; }
html {
  font: 16px/1.75 "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans SC",
    system-ui, sans-serif;
}
body {
  min-height: 100vh; min-height: 100dvh; display: grid; place-items: center; padding: 24px;
  background: var(--paper); color: var(--ink);
}
main { width: min(100%, 400px); display: grid; gap: 16px; justify-items: start; }
svg { width: 96px; height: 96px; margin: 0 0 8px -19px; }
.cat {
  fill: none; stroke: var(--cat); stroke-width: 5; stroke-linecap: round; stroke-linejoin: round;
}
.eye { fill: var(--cat); }
h1 { font-size: 24px; line-height: 1.4; text-wrap: balance; }
p { color: var(--soft); text-wrap: pretty; }
a {
  margin-top: 8px; padding: 12px 24px; border-radius: 12px; background: var(--cat);
  color: var(--on); font-weight: 600; text-decoration: none;
}
a:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }
small {
  width: 100%; margin-top: 16px; padding-top: 16px; border-top: 1px solid var(--line);
  color: var(--soft); font-size: 13px;
}
"""

_CAT = (
    '<svg viewBox="0 0 96 96" aria-hidden="true">'
    '<path class="cat" d="M22 44 24 16 40 29a32 32 0 0 1 16 0L72 16l2 28'
    'c0 20-11 31-26 31S22 64 22 44Z"/>'
    '<path class="cat" d="M63 71c10 9 24 5 23-7-1-8-10-9-12-2"/>'
    '<circle class="eye" cx="38" cy="47" r="3.5"/><circle class="eye" cx="58" cy="47" r="3.5"/>'
    '<path class="cat" d="M43 58q5 4 10 0"/></svg>'
)

_HASH = base64.b64encode(sha256(_STYLE.encode()).digest()).decode()
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""Nothing loads and nothing runs; the one style is named by its hash."""


def render_page(reason: Reason, language: str, community: str) -> bytes:
    """The page for a reason in `zh` or `en`; `community` is the address it leads back to."""
    chinese = language == "zh"
    title = escape(_TITLES[reason][chinese])
    page = f"""<!doctype html>
<html lang="{"zh-Hans" if chinese else "en"}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>{title} · {"红猫" if chinese else "Hongmao"}</title>
<style>{_STYLE}</style></head>
<body><main>{_CAT}<h1>{title}</h1><p>{escape(SENTENCES[reason].text(language))}</p>
<a href="{escape(community, quote=True)}/">{_BACK[chinese]}</a>
<small>{"红猫 Hongmao" if chinese else "Hongmao 红猫"} · {reason.value}</small></main></body></html>
"""
    return page.encode()
