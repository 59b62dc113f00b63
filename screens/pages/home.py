"""今天要办什么事？ The search, who it is for, nine tiles, and the doors."""

from collections.abc import Iterator

from kiosk.visit.messages import ChooseAudience, OpenBundle, OpenProgress, OpenReport, OpenSearch
from kiosk.visit.views import HomeView
from kiosk.visit.views import Tile as TileView
from screens.components import Action, Button, Grid, Label, Line, Part, SearchField, Segmented, Tile
from screens.components.icon_paths import ICONS
from screens.pages.page import PageView
from screens.pages.words import counted, said


class HomePage(PageView[HomeView]):
    """Tiles by audience; everything else by the search or the full list."""

    def title(self) -> str:
        """Return the question of the day."""
        return self.say("home.title")

    def sub(self) -> str:
        """Return what comes first."""
        return self.say("home.sub")

    def back(self) -> Action | None:
        """Return the way to the full list: there is nothing before this page."""
        return Action(self.say("home.all"), self.sends(OpenSearch()), id="all")

    def primary(self) -> Action | None:
        """Return the way to the search."""
        return Action(self.say("home.find"), self.sends(OpenSearch()))

    def content(self) -> Iterator[Part]:
        """Yield search, audiences, tiles and the door for those who are stuck."""
        theme, body = self.theme, self.body
        yield SearchField(
            theme, placeholder=self.say("home.search"), on_act=self.sends(OpenSearch()), id="search"
        )
        if len(body.audiences) > 1:
            yield Segmented(
                theme,
                options=[(audience.value, self.say(f"audience.{audience}")) for audience in body.audiences],
                chosen=body.audience.value,
                on_choose=self._choose,
            )
        yield Grid(theme, [self._tile(tile) for tile in body.tiles], columns=3, large_columns=2)
        if body.total > len(body.tiles):
            yield Label(
                theme, self.say("home.more", total=body.total), role="label", colour="ink2", align="centre"
            )
        yield Line(theme, [self._progress(), self._stuck()], stretch=True)

    def _progress(self) -> Button:
        return Button(
            self.theme,
            text=self.say("home.progress"),
            kind="tinted",
            icon="printer",
            on_act=self.sends(OpenProgress()),
            id="progress",
        )

    def _stuck(self) -> Button:
        return Button(
            self.theme,
            text=self.say("home.stuck"),
            kind="tinted",
            icon="help",
            on_act=self.sends(OpenReport()),
            id="stuck",
        )

    def _choose(self, audience: str) -> None:
        chosen = next(one for one in self.body.audiences if one.value == audience)
        self.send(ChooseAudience(chosen))

    def _tile(self, tile: TileView) -> Tile:
        return Tile(
            self.theme,
            text=self.texts.local(tile.name),
            sub=self._line(tile),
            icon=icon(tile.icon),
            on_act=self.sends(OpenBundle(tile.bundle_id)),
            greyed=tile.greyed is not None,
            id=f"bundle:{tile.bundle_id}",
        )

    def _line(self, tile: TileView) -> str:
        """Return what stands below the name: what is missing for it, or how much it holds."""
        if tile.greyed is not None:
            return said(self.texts, tile.greyed)
        return self.say("guide_only") if tile.guide_only else counted(self.texts, "items", tile.item_count)


def icon(name: str) -> str:
    """Return the icon, or that of a document where content names one that is not drawn."""
    return name if name in ICONS else "document"
