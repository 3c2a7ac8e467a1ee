"""The pages between a link and its app: how to leave an in-app browser, and one that opens the app.

Small, whole in themselves, without scripts: the password is selected whole by one tap. A page is
made once for a language and an app; what is a link's own is put between its pieces at a click.
"""

import base64
import re
from hashlib import sha256
from html import escape

from hongmao.core.openings import App

_PAGE, _OWN = "\0page\0", "\0own\0"
"""Where the web page's address stands, and where the password or the app's address does."""
_PLACES = re.compile(f"({_PAGE}|{_OWN})")

Made = list[bytes]
"""A page in pieces, `_PAGE` and `_OWN` among them."""

NAMES = {
    App.TAOBAO: ("Taobao", "淘宝"),
    App.TMALL: ("Tmall", "天猫"),
    App.JD: ("JD", "京东"),
    App.PINDUODUO: ("Pinduoduo", "拼多多"),
}
"""Each app in English and Chinese. A shop without an app opens as its page, and needs no other."""

_STYLE = """
:root {
  color-scheme: light dark;
  --paper: #fbf9f4; --sheet: #fff; --ink: #23201c; --soft: #6f6a62; --cat: #c8371f;
  --line: #e6e0d5; --on: #fff; --tint: #fbeae4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #181614; --sheet: #211e1b; --ink: #f0ebe2; --soft: #a39c91; --cat: #ff7a5c;
    --line: #35302b; --on: #23110c; --tint: #35211b;
  }
}
* { box-sizing: border-box; margin: 0; }
html {
  font: 16px/1.75 "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans SC",
    "Noto Sans CJK SC", system-ui, sans-serif;
  -webkit-text-size-adjust: 100%;
}
body {
  min-height: 100vh; min-height: 100dvh; background: var(--paper); color: var(--ink);
  padding: 0 24px 32px;
}
main {
  width: min(100%, 440px); margin: 0 auto; display: grid; gap: 24px;
  grid-template-columns: 100%; align-content: start;
}
.way { height: 120px; position: relative; }
.way .cat { position: absolute; bottom: 0; left: -14px; }
.way .arrow { position: absolute; top: 8px; right: -12px; width: 232px; height: 88px; }
.cat { width: 72px; height: 72px; }
.stroke {
  fill: none; stroke: var(--cat); stroke-width: 4; stroke-linecap: round; stroke-linejoin: round;
}
.dot { fill: var(--cat); }
header { display: grid; gap: 8px; }
.ad {
  justify-self: start; padding: 0 8px; border: 1px solid var(--line); border-radius: 6px;
  color: var(--soft); font-size: 13px; line-height: 22px;
}
h1 { font-size: 26px; line-height: 1.35; text-wrap: balance; }
h2 { font-size: 17px; line-height: 1.5; }
p { color: var(--soft); text-wrap: pretty; }
b { color: var(--ink); font-weight: 600; }
.menu {
  display: inline-block; padding: 0 8px; border-radius: 8px; background: var(--tint);
  color: var(--cat); font-weight: 700; letter-spacing: 1px; line-height: 1.5;
}
ol { list-style: none; padding: 0; display: grid; gap: 16px; grid-template-columns: 100%; }
li {
  padding: 16px; border: 1px solid var(--line); border-radius: 12px; background: var(--sheet);
  display: grid; gap: 8px; grid-template-columns: 100%;
}
.copy {
  padding: 16px; border: 2px dashed var(--cat); border-radius: 12px; background: var(--tint);
  color: var(--ink); font-size: 19px; line-height: 1.6; font-weight: 600;
  overflow-wrap: anywhere; cursor: pointer;
  -webkit-user-select: all; user-select: all; -webkit-touch-callout: default;
}
small { color: var(--soft); font-size: 13px; line-height: 1.6; }
a { color: var(--cat); text-underline-offset: 4px; }
a:focus-visible, .copy:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }
.last { justify-self: center; padding: 12px 16px; color: var(--soft); }
.opening { align-content: center; justify-items: start; min-height: 90vh; min-height: 90dvh; }
.opening .cat { width: 96px; height: 96px; margin: 0 0 -8px -19px; }
.button {
  width: 100%; padding: 14px 24px; border-radius: 12px; background: var(--cat); color: var(--on);
  font-size: 18px; font-weight: 600; text-align: center; text-decoration: none;
}
"""

_ARROW = (
    '<svg class="arrow" viewBox="0 0 232 88" aria-hidden="true">'
    '<path class="stroke" d="M8 78C72 84 150 66 212 10"/>'
    '<path class="stroke" d="M190 10 214 8 209 32"/></svg>'
)
_CAT = (
    '<svg class="cat" viewBox="0 0 96 96" aria-hidden="true">'
    '<path class="stroke" d="M22 44 24 16 40 29a32 32 0 0 1 16 0L72 16l2 28'
    'c0 20-11 31-26 31S22 64 22 44Z"/>'
    '<path class="stroke" d="M63 71c10 9 24 5 23-7-1-8-10-9-12-2"/>'
    '<circle class="dot" cx="38" cy="47" r="3.5"/><circle class="dot" cx="58" cy="47" r="3.5"/>'
    '<path class="stroke" d="M43 58q5 4 10 0"/></svg>'
)

_HASH = base64.b64encode(sha256(_STYLE.encode()).digest()).decode()
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""Nothing loads and nothing runs; the one style is named by its hash."""


def leave_page(language: str, app: App, label: str, *, password: bool) -> Made:
    """How to leave an in-app browser for an app, with or without a password to copy."""
    chinese = language == "zh"
    name = NAMES[app][chinese]
    menu = '<span class="menu" aria-hidden="true">···</span>'
    if chinese:
        title, lead = f"去{name}，还差一步", f"这里打不开{name}，换到浏览器就可以。"
        first = f"点右上角 {menu}"
        then = "选择<b>在浏览器打开</b>，链接会接着带你过去。"
        second, hint = "或者复制口令", f"点一下全选，复制后打开{name}，商品会弹出来。"
        last = "就在这里看网页版"
    else:
        title, lead = f"One step to {name}", f"{name} cannot be opened from inside this app."
        first = f"Tap {menu} at the top right"
        then = "Choose <b>Open in browser</b>. The link takes you on from there."
        second = "Or copy this"
        hint = f"One tap selects it all. Copy it, then open {name}: the product comes up."
        last = "Stay here and see the web page"
    copy = (
        f"<li><h2>{second}</h2>"
        f'<div class="copy" tabindex="0">{_OWN}</div><small>{hint}</small></li>'
    )
    return _document(
        language, title, "",
        f"""<main><div class="way">{_CAT}{_ARROW}</div>
<header><span class="ad">{escape(label)}</span><h1>{title}</h1>
<p>{lead}</p></header>
<ol><li><h2>{first}</h2><p>{then}</p></li>{copy if password else ""}
</ol><a class="last" href="{_PAGE}">{last}</a></main>""",
    )  # fmt: skip


def open_page(language: str, app: App, label: str) -> Made:
    """Opens an app by its scheme."""
    chinese = language == "zh"
    name = NAMES[app][chinese]
    if chinese:
        title, lead = f"正在打开{name}", "没有反应？点下面的按钮，或看网页版。"
        button, last = f"打开{name}", "看网页版"
    else:
        title = f"Opening {name}"
        lead = "Nothing happens? Tap the button, or see the web page."
        button, last = f"Open {name}", "See the web page"
    return _document(
        language, title, f'<meta http-equiv="refresh" content="0;url={_OWN}">',
        f"""<main class="opening">{_CAT}<header><span class="ad">{escape(label)}</span>
<h1>{title}</h1><p>{lead}</p></header>
<a class="button" href="{_OWN}">{button}</a><a class="last" href="{_PAGE}">{last}</a></main>""",
    )  # fmt: skip


def fill(made: Made, page: str, own: str) -> bytes:
    """A page with a link's own: its web page's address, and the password or the app's address."""
    texts = {_PAGE.encode(): escape(page).encode(), _OWN.encode(): escape(own).encode()}
    return b"".join([texts.get(piece, piece) for piece in made])


def _document(language: str, title: str, more: str, body: str) -> Made:
    chinese = language == "zh"
    text = f"""<!doctype html>
<html lang="{"zh-Hans" if chinese else "en"}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">{more}
<title>{title} · {"红猫" if chinese else "Hongmao"}</title><style>{_STYLE}</style></head>
<body>{body}</body></html>
"""
    return [piece.encode() for piece in _PLACES.split(text)]
