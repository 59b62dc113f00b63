"""Planned times out of service: nobody new is served while one lasts; everybody reads why and until when."""

from dataclasses import replace
from datetime import timedelta

from visit_walk import NOON, Walk, world

from kiosk.catalogue.base import LocalText
from kiosk.visit.health import Outage
from kiosk.visit.pages import Page

REASON = LocalText(zh="系统升级", en="System upgrade")
BEGIN, END = NOON + timedelta(hours=1), NOON + timedelta(hours=9)


class Day:
    """A terminal with one planned outage, and the hour of the day."""

    def __init__(self):
        self.now = NOON
        known = world()
        site = replace(known.site, outages=(Outage(BEGIN, END, REASON),))
        self.walk = Walk(replace(known, site=site, clock=lambda: self.now))

    def at(self, now):
        self.now = now
        self.walk.pass_time(1)
        return self.walk


def test_an_outage_holds_from_its_begin_until_its_end():
    day = Day()
    assert day.at(BEGIN - timedelta(seconds=1)).page is Page.IDLE
    out = day.at(BEGIN)
    assert out.page is Page.OUT_OF_SERVICE
    assert (out.screen.body.reason, out.screen.body.told, out.screen.body.until) == ("planned", REASON, END)
    assert day.at(END - timedelta(seconds=1)).page is Page.OUT_OF_SERVICE
    assert day.at(END).page is Page.IDLE


def test_who_applies_at_its_begin_goes_on_to_the_end():
    day = Day()
    day.walk.open("tj-p-01").identify()
    page = day.walk.page
    assert day.at(BEGIN).page is page


def test_another_reason_is_told_in_its_place():
    day = Day()
    health = day.walk.state.health
    day.walk.state = replace(day.walk.state, health=replace(health, revoked=True))
    out = day.at(BEGIN)
    assert (out.screen.body.reason, out.screen.body.told) == ("revoked", None)
