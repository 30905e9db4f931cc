"""What keeps people out of a page: found by axe, by the keyboard, and by a narrow window."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.watch import DESKTOP
from tests.partners.folder import PartnersMissingError, axe_script

PHONE, SMALL_PHONE = {"width": 390, "height": 844}, {"width": 320, "height": 640}
_TABS, _SKIP = 60, 'class="skip"'
_RUN_AXE = """async rules => {
    const found = await axe.run(document, rules ? {runOnly: rules} : {})
    const told = node => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`
    return found.violations.map(one => `${one.id}: ${one.nodes.map(told).join("; ")}`)
}"""
_STAND_STILL = """() => Promise.allSettled(document.getAnimations()
    .filter(one => one.effect.getComputedTiming().endTime !== Infinity).map(one => one.finished)).then(() => 0)"""
_FOCUSED = """() => {
    const one = document.activeElement
    if (!one || one === document.body) return null
    const label = one.closest("label")
    const looks = [one, ...(label ? label.querySelectorAll("*") : [])].map(node => getComputedStyle(node))
    const drawn = [...looks, getComputedStyle(one, "::after")].some(
        look => look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0)
    const place = (one.offsetWidth > 2 || !label ? one : label).getBoundingClientRect()
    const inside = place.bottom > 0 && place.top < innerHeight && place.right > 0 && place.left < innerWidth
    return {name: one.outerHTML.slice(0, 120), seen: drawn && inside && place.width > 2 && place.height > 2}
}"""


#: Pictures that would come in while keys are pressed are fetched before: what moves then is the page, not the focus.
_LOAD_PICTURES = """() => Promise.all([...document.images].map(picture => {
    picture.loading = "eager"
    return picture.decode().catch(() => null)
}))"""


def barriers(page: Page) -> list[str]:
    """Return every barrier of a page, wide and narrow, light and dark; the page stays as narrow and dark."""
    _open_everything(page)
    page.evaluate(_axe() + "; 0")
    found = []
    for scheme, rules in (("light", None), ("dark", ["color-contrast"])):
        page.emulate_media(color_scheme=scheme)
        for window in (DESKTOP, PHONE):
            page.set_viewport_size(window)
            page.evaluate(_STAND_STILL)
            told = page.evaluate(_RUN_AXE, rules)
            found += [f"{scheme}, {window['width']} px wide: {one}" for one in told]
    return found + too_wide(page)


def too_wide(page: Page) -> list[str]:
    """Return on which phones the page must be moved sideways; the page stays as narrow."""
    return [words for window in (PHONE, SMALL_PHONE) for words in _too_wide(page, window)]


def keyboard_troubles(page: Page) -> list[str]:
    """Return what a person who uses only the keyboard meets: no way past the frame, focus that is not seen."""
    stops = list(_stops(page))
    if not stops or _SKIP not in stops[0]["name"] or not stops[0]["seen"]:
        return [f"the first stop is not the way to the content: {stops[:1]}"]
    seen = {stop["name"] for stop in stops if stop["seen"]}  # a date has several stops: the browser marks the last
    return [f"the focus is not seen: {stop['name']}" for stop in stops if stop["name"] not in seen] + _skipped(page)


def _stops(page: Page) -> Iterator[dict[str, Any]]:
    """Yield where the focus stands after each press of the key, until it comes round."""
    page.wait_for_load_state()
    page.evaluate(_LOAD_PICTURES)
    for pressed in range(_TABS):
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUSED)
        if stop is None or (pressed and _SKIP in stop["name"]):
            return
        if not stop["seen"]:  # a picture that comes in late moves the page
            page.wait_for_timeout(150)
            stop = page.evaluate(_FOCUSED) or stop
        yield stop


def _skipped(page: Page) -> list[str]:
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    inside = page.evaluate("() => document.activeElement === document.querySelector('main')")
    return [] if inside else ["the way to the content does not lead there"]


def _open_everything(page: Page) -> None:
    page.evaluate("() => document.querySelectorAll('details.folded').forEach(one => { one.open = true })")


def _too_wide(page: Page, window: dict[str, int]) -> list[str]:
    page.set_viewport_size(window)
    wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    return [f"{wide} px too wide at {window['width']} px"] if wide > 0 else []


@cache
def _axe() -> str:
    try:
        return axe_script()
    except PartnersMissingError as missing:
        pytest.skip(str(missing))
