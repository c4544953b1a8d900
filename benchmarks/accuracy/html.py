"""Blocks as an HTML page: printed to PDF by a browser, or saved with a web site around it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from benchmarks.accuracy.grids import UNITS, Grid, Paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.accuracy.grids import Block, Box
    from benchmarks.accuracy.look import Look

_BORDERS = {
    "ruled": "td{border:0.6pt solid #000}",
    "half-ruled": "td{border-top:0.6pt solid #000;border-bottom:0.6pt solid #000}",
    "borderless": "td{border:none}",
}
_ALIGN = {"label": "center", "figure": "right", "text": "left", "value": "left"}
_NAVIGATION = """<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a>
</li><li><a href="/czyjs">财政预决算</a></li></ul></div>
<table class="crumbs"><tr><td>您现在的位置：</td><td>首页 &gt; 政府信息公开 &gt; 预算公开</td></tr>
<tr><td>发布日期：2024-02-08</td><td>浏览次数：1,283</td></tr></table>
<script>var hits = 1283;</script>"""
_SIDE = """<div class="side"><table><tr><td>相关链接</td></tr><tr><td><a href="#">2023年部门决算</a>
</td></tr><tr><td><a href="#">项目支出绩效目标表</a></td></tr></table></div>
<div class="footer">主办单位：人民政府办公室 备案号：ICP备05012345号 网站标识码：4400000131</div>"""


def body(blocks: Sequence[Block], look: Look | None = None) -> str:
    """The blocks of a form."""
    parts = []
    for block in blocks:
        if isinstance(block, Paragraph):
            tag = "h2" if block.kind == "title" else "p"
            parts.append(f'<{tag} class="{block.kind}">{escape(block.text)}</{tag}>')
        else:
            parts.append(_table(block, repeat=bool(look and look.repeat_header)))
    return "\n".join(parts)


def to_print(forms: Sequence[Sequence[Block]], look: Look) -> str:
    """A page for the printer."""
    size = "A4 portrait" if look.page == "portrait" else "A4 landscape"
    split = "auto" if look.split_rows else "avoid"
    latin = "Liberation Serif," if look.latin else ""
    head = f'@top-left{{content:"{look.head}";font-size:9pt}}' if look.head else ""
    style = f"""@page{{size:{size};margin:18mm 16mm;{head}}}
body{{font-family:{latin}"Noto Serif CJK SC",serif;font-size:{look.size}pt;margin:0}}
h2{{text-align:center;font-size:1.6em}} .right{{text-align:right}}
section{{page-break-after:always}} table{{border-collapse:collapse;width:100%}}
table{{table-layout:fixed}}
td{{padding:2pt 3pt;vertical-align:{"middle" if look.middle else "top"};word-break:break-all}}
tr{{break-inside:{split}}} {_BORDERS[look.rules]}
{".label{background:#e0e0e0}" if look.shade else ""}
.mark{{position:fixed;top:40%;left:20%;font-size:46pt;color:#ddd;transform:rotate(-40deg)}}"""
    mark = f'<div class="mark">{escape(look.watermark)}</div>' if look.watermark else ""
    pages = "".join(f"<section>{body(blocks, look)}</section>" for blocks in forms)
    return _page(style, mark + pages)


def web_page(forms: Sequence[Sequence[Block]], charset: str, *, cluttered: bool) -> bytes:
    """A saved page of a web site, in ``charset``."""
    inner = "".join(f'<div class="TRS_Editor">{body(blocks)}</div>' for blocks in forms)
    if cluttered:
        inner = f"{_NAVIGATION}<div class='content'>{inner}</div>{_SIDE}"
    return _page(_BORDERS["ruled"], inner, charset).encode(charset, errors="xmlcharrefreplace")


def _page(style: str, inner: str, charset: str = "utf-8") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>绩效目标公开</title>'
        f"<style>{style}</style></head><body>{inner}</body></html>"
    )


def _table(grid: Grid, *, repeat: bool) -> str:
    rows: list[list[Box]] = [[] for _ in range(grid.rows)]
    for box in sorted(grid.boxes, key=lambda box: box.col):
        rows[box.row].append(box)
    widths = grid.widths or [1.3, *[1.0] * UNITS]
    columns = "".join(f'<col style="width:{w / sum(widths):.2%}">' for w in widths)
    lines = ["<tr>" + "".join(_cell(box) for box in row) + "</tr>" for row in rows]
    if repeat and grid.header:
        first, last = grid.header
        lines[first] = "<thead>" + lines[first]
        lines[last - 1] += "</thead>"
    return f"<table><colgroup>{columns}</colgroup>{''.join(lines)}</table>"


def _cell(box: Box) -> str:
    spans = f' rowspan="{box.row_span}"' if box.row_span > 1 else ""
    spans += f' colspan="{box.col_span}"' if box.col_span > 1 else ""
    style = f'class="{box.kind}" style="text-align:{_ALIGN[box.kind]}"'
    text = escape(box.text).replace("\n", "<br>")
    return f"<td{spans} {style}>{text}</td>"
