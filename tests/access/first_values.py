"""What a browser would send of a page that nobody touched: lists and radio buttons that already have a value."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class _List:
    name: str
    values: list[str] = field(default_factory=list)
    selected: str | None = None


class _Reader(HTMLParser):
    """The lists, radio buttons and filters of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.lists: list[_List] = []
        self.radios: dict[tuple[int, str], _List] = {}
        self.open: _List | None = None
        self.form, self.filters = 0, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form += 1
            self.filters = said.get("method", "get").lower() == "get"
        elif self.filters:
            return  # asks for another view and keeps nothing
        elif tag == "select" and "multiple" not in said:
            self.open = _List(said.get("name", ""))
            self.lists.append(self.open)
        elif tag == "option" and self.open is not None:
            value = said.get("value", "")
            self.open.values.append(value)
            if "selected" in said:
                self.open.selected = value
        elif tag == "input" and said.get("type") == "radio":
            group = self.radios.setdefault((self.form, said.get("name", "")), _List(said.get("name", "")))
            group.values.append(said.get("value", ""))
            if "checked" in said:
                group.selected = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.open = None
        elif tag == "form":
            self.filters = False


def chosen_before(page: str) -> dict[str, str]:
    """Name -> value of each list and each group of radio buttons that the page sends without anybody having chosen.

    One choice alone may stand chosen, and so may an empty value. Lists of a form that only asks for another view are left out.
    """
    reader = _Reader()
    reader.feed(page)
    found = {}
    for each in reader.lists:
        value = each.selected if each.selected is not None else each.values[0] if each.values else ""
        if value and len(each.values) > 1:
            found[each.name] = value
    for group in reader.radios.values():
        if group.selected and len(group.values) > 1:
            found[group.name] = group.selected
    return found
