"""axe, once for each state of a page in a process: the same address, language and structure are not read again.

The structure is what axe judges: each element with its parent, its class, role, state and the names of its attributes, whether
it says anything, the order of headings, and ids that stand twice. Rows of the same kind count once, and numbers in names count
as one number, so that a list with one more row is the same page and a form with one more mistake is another.
"""

import hashlib
import re
from typing import Any, Final
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# Each line stands for all elements that look the same to axe.
_STRUCTURE: Final = r"""() => {
  const plain = text => (text || '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '#').replace(/\p{Nd}+/gu, '#');
  const shown = new Set(['role', 'type', 'class', 'lang', 'dir', 'tabindex', 'hidden', 'open', 'disabled', 'style', 'scope']);
  const told = element => [...element.attributes].map(({name, value}) => {
    if (shown.has(name)) return `${name}=${value}`;
    if (name === 'name') return `name=${plain(value)}`;
    return name.startsWith('aria-') && /^[a-z]*$/.test(value) ? `${name}=${value}` : `${name}${value ? '' : '=empty'}`;
  }).sort().join(' ');
  const says = element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()) ? 'text' : '';
  const one = element => `${element.tagName} ${told(element)} ${says(element)} ${element.childElementCount ? 'parent' : ''}`;
  const all = [...document.querySelectorAll('*')];
  const lines = new Set(all.map(each => `${each.parentElement ? one(each.parentElement) : ''} > ${one(each)}`));
  const order = all.filter(each => /^H[1-6]$/.test(each.tagName)).map(each => each.tagName).join(' ');
  const ids = all.map(each => each.id).filter(Boolean);
  const twice = [...new Set(ids.filter((id, place) => ids.indexOf(id) !== place).map(plain))];
  return [...lines].sort().join('\n') + '\n' + order.replace(/(H\d)( \1)+/g, '$1') + '\n' + twice.sort().join(' ');
}"""
# Rules whose findings are always slight are not asked, and only the serious findings leave the page: the rest is a third of the time.
_SERIOUS: Final = """async () => {
  const serious = ['serious', 'critical'];
  const slight = axe._audit.rules.filter(({impact}) => impact && !serious.includes(impact)).map(({id}) => [id, {enabled: false}]);
  const found = await axe.run({resultTypes: ['violations'], rules: Object.fromEntries(slight)});
  return found.violations.filter(({impact}) => serious.includes(impact))
    .map(({id, nodes}) => [id, nodes.slice(0, 3).map(({target}) => target)]);
}"""
_ONE_RECORD: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")

type Serious = list[tuple[str, list[Any]]]
_sound: set[tuple[str, str, str]] = set()  # what was read in this process and had nothing serious


def read_by_axe(page: Page) -> Serious:
    """What axe finds serious or critical on the page: the rule, and the first places of it."""
    page.evaluate(AXE_SCRIPT)
    return [(str(rule), list(places)) for rule, places in page.evaluate(_SERIOUS)]


def seriously_wrong(page: Page, language: str) -> Serious:
    """The same, of a state of the page that was not found sound in this process."""
    structure = hashlib.sha256(page.evaluate(_STRUCTURE).encode()).hexdigest()
    key = (_ONE_RECORD.sub("#", urlsplit(page.url).path), language, structure)
    if key in _sound:
        return []
    found = read_by_axe(page)
    if not found:
        _sound.add(key)
    return found
