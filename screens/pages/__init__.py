"""The pages: one file a page, each a `PageView` that draws one view of `kiosk.visit.views`.

`PAGES` says which class draws which page; `Presenter` puts them on the stage. A page decides nothing: it
draws the `Screen` and sends messages. Configure the window (`screens.window`) before importing this.
"""

from typing import Any

from kiosk.visit.pages import Page
from screens.pages.consent import ConsentPage
from screens.pages.field import FieldPage
from screens.pages.guide import GuidePage
from screens.pages.home import HomePage
from screens.pages.identity import IdentityPage
from screens.pages.idle import IdlePage
from screens.pages.notice import NoticePage
from screens.pages.page import PageView
from screens.pages.plan import PlanPage
from screens.pages.review import ReviewPage
from screens.pages.search import SearchPage
from screens.pages.situation import SituationPage

PAGES: dict[Page, type[PageView[Any]]] = {
    Page.IDLE: IdlePage,
    Page.HOME: HomePage,
    Page.SEARCH: SearchPage,
    Page.GUIDE: GuidePage,
    Page.NOTICE: NoticePage,
    Page.IDENTITY: IdentityPage,
    Page.SITUATION: SituationPage,
    Page.PLAN: PlanPage,
    Page.CONSENT: ConsentPage,
    Page.REVIEW: ReviewPage,
    Page.FIELD: FieldPage,
}

__all__ = ["PAGES", "PageView"]
