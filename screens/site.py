"""What the visit is told of the place: the site profile in the visit's words."""

from kiosk.catalogue.base import LocalText
from kiosk.catalogue.models import Audience
from kiosk.terminal.settings import ProfileError, SiteProfile
from kiosk.terminal.settings_on_site import values
from kiosk.terminal.version import software_version
from kiosk.visit.health import Outage
from kiosk.visit.world import Site, Times


def site_of(profile: SiteProfile, refused: ProfileError | None = None) -> Site:
    """Return what the visit is told of the place."""
    terminal, times = profile.terminal, profile.timeouts
    return Site(
        site_name=terminal.site_name,
        machine_label=terminal.machine_label,
        area_code=terminal.area_code,
        languages=profile.screen.languages,
        audiences=tuple(Audience(name) for name in terminal.audience_order),
        home_bundles=terminal.home_bundles,
        phone=terminal.hall_phone or None,
        guide_url=terminal.guide_url,
        progress_url=f"{profile.platform.base_url}/s/",
        devices=tuple(device.kind for device in profile.devices),
        software=software_version(),
        on_site=values(profile),
        settings_refused=None if refused is None else tuple(one.key for one in refused.problems),
        outages=tuple(
            Outage(one.starts, one.ends, LocalText(zh=one.reason_zh, en=one.reason_en))
            for one in profile.outages
        ),
        times=Times(
            browsing=times.home_idle,
            session=times.session_idle,
            unhurried=max(times.reading_idle, times.assisted_idle),
            warning=times.warning,
            done=times.done,
            done_warning=times.done_countdown,
            card_alarm=times.card_left_alarm,
            staff=times.staff_idle,
            training=times.training_idle,
        ),
    )
