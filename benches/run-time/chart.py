"""A bar chart as SVG, readable on a light and on a dark page."""

import re
from html import escape

LABEL, BAR, NUMBER, ROW = 330, 400, 90, 26
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24292f }
rect { fill: #8c959f } .ours rect { fill: #0969da } .ours text { font-weight: 600 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } rect { fill: #6e7681 } .ours rect { fill: #4493f8 } }
"""


def bars(title, values):
    """`values` are labels, as Markdown, and numbers; a label with stars is ours."""
    most = max((number for _, number in values), default=1)
    height = (len(values) + 1) * ROW + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LABEL + BAR + NUMBER} {height}" role="img">',
        f"<title>{escape(title)}</title><style>{STYLE}</style>",
        f'<text x="{LABEL}" y="17">{escape(title)}</text>',
    ]
    for row, (label, number) in enumerate(values, start=1):
        y, width = row * ROW, max(1, BAR * number / most)
        plain = escape(re.sub(r"[*`]", "", label))
        parts.append(
            f'<g class="{"ours" if "**" in label else "others"}">'
            f'<text x="{LABEL - 8}" y="{y + 17}" text-anchor="end">{plain}</text>'
            f'<rect x="{LABEL}" y="{y + 3}" width="{width:.0f}" height="{ROW - 8}" rx="2"/>'
            f'<text x="{LABEL + width + 6:.0f}" y="{y + 17}">{number:,.0f}</text></g>'
        )
    return "\n".join([*parts, "</svg>\n"])
