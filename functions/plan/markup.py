"""HTML made so that nothing is markup by accident: text is escaped unless it came from `tag`."""

from html import escape

_VOID = frozenset({"img", "link", "meta"})


class Markup(str):
    """Markup: what `tag` and `joined` made."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: str | None) -> Markup:
    """An element. Children that are no `Markup` are text. Attributes of None are left out; `class_` is `class`, and
    underscores are dashes."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Markup(f"<{name}{said}>")
    return Markup(f"<{name}{said}>{joined(*children)}</{name}>")


def joined(*children: str) -> Markup:
    """Elements and text after each other."""
    return Markup("".join(child if isinstance(child, Markup) else escape(child) for child in children))
