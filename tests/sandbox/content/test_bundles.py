"""What the four full bundles mean: order, alternatives, what answers add and drop."""

import pytest

from kiosk.catalogue.models import Need
from kiosk.catalogue.plan import plan


@pytest.fixture(scope="module")
def bundle_of(full_bundles):
    bundles = {bundle.id: bundle for bundle in full_bundles}
    return bundles.__getitem__


BIRTH = {
    "birth-place": "hospital",
    "parents-married": "yes",
    "household-with": "mother",
    "household-place": "local",
}
FAREWELL = {
    "passing": "hospital",
    "relation": "spouse",
    "funeral": "cremation",
    "pension": "employee",
    "medical-account": "yes",
    "housing-fund": "yes",
    "driving-licence": "yes",
}
RESTAURANT = {"food-made": "on-site", "shop-size": "large", "signboard": "large", "premises": "rented"}
COMPANY = {
    "company-type": "limited",
    "shareholders": "several",
    "applicant-role": "self",
    "premises": "rented",
    "needs-invoices": "yes",
    "hires-staff": "yes",
}


def materials(made):
    return {one.material.id for one in made.materials}


def offered(made):
    return {entry.item.id for entry in made.items}


def test_birth_in_a_hospital_takes_five_working_days_and_four_materials(bundle_of):
    made = plan(bundle_of("tj-p-01"), BIRTH)
    assert len(made.ticked) == 5
    assert made.working_days == 5
    assert materials(made) == {
        "parent-id-cards",
        "birth-record",
        "household-booklet",
        "marriage-certificate",
    }
    assert {one.material.id for one in made.dropped} == {"birth-certificate", "child-household-record"}


def test_birth_goes_certificate_then_household_then_insurance_then_card(bundle_of):
    flow = plan(bundle_of("tj-p-01"), BIRTH).flow
    level = {node.item: node.level for node in flow.nodes}
    assert (
        level["issue-birth-certificate"]
        < level["birth-household"]
        < level["child-insurance"]
        < level["child-social-card"]
    )


def test_birth_certificate_and_household_are_locked_together_with_a_reason(bundle_of):
    made = plan(bundle_of("tj-p-01"), BIRTH, {"issue-birth-certificate"})
    assert set(made.ticked) == {"issue-birth-certificate", "birth-household"}
    locked = [entry for entry in made.items if entry.locked]
    assert {entry.item.id for entry in locked} == set(made.ticked)
    assert all(entry.lock_reason and "示例数据" in entry.lock_reason.zh for entry in locked)


def test_birth_elsewhere_brings_the_certificate_along(bundle_of):
    made = plan(bundle_of("tj-p-01"), BIRTH | {"birth-place": "other-city"})
    assert "issue-birth-certificate" not in offered(made)
    assert "birth-certificate" in materials(made)


def test_unmarried_parents_need_a_parentage_test_only_with_the_father(bundle_of):
    bundle = bundle_of("tj-p-01")
    mother = materials(plan(bundle, BIRTH | {"parents-married": "no"}))
    father = materials(plan(bundle, BIRTH | {"parents-married": "no", "household-with": "father"}))
    assert father - mother == {"parentage-test"}
    assert "unmarried-statement" in mother
    assert "marriage-certificate" not in mother


def test_a_household_elsewhere_leaves_certificate_and_vaccination(bundle_of):
    made = plan(bundle_of("tj-p-01"), BIRTH | {"household-place": "elsewhere"})
    assert offered(made) == {"issue-birth-certificate", "vaccination-booklet"}


@pytest.mark.parametrize(
    ("passing", "certificates", "paper"),
    [
        ("hospital", {"death-certificate-natural"}, None),
        ("home", {"death-certificate-natural"}, None),
        ("unexpected", {"death-certificate-unexpected"}, "death-certificate-police"),
        ("declared", set(), "court-judgment"),
    ],
)
def test_the_two_certificates_are_alternatives_by_situation(bundle_of, passing, certificates, paper):
    made = plan(bundle_of("tj-p-08"), FAREWELL | {"passing": passing})
    both = {"death-certificate-natural", "death-certificate-unexpected"}
    assert offered(made) & both == certificates
    papers = {"death-certificate-medical", "death-certificate-police", "court-judgment"}
    assert materials(made) & papers == ({paper} if paper else set())


def test_the_certificate_of_the_police_is_told_of_but_never_ticked_here(bundle_of):
    made = plan(bundle_of("tj-p-08"), FAREWELL | {"passing": "unexpected"}, {"death-certificate-unexpected"})
    assert made.ticked == ()


def test_not_sure_about_an_account_still_offers_the_item(bundle_of):
    bundle = bundle_of("tj-p-08")
    none = FAREWELL | {
        "pension": "none",
        "medical-account": "no",
        "housing-fund": "no",
        "driving-licence": "no",
    }
    unsure = dict.fromkeys(("pension", "medical-account", "housing-fund", "driving-licence"), "unsure")
    assert offered(plan(bundle, FAREWELL | unsure)) - offered(plan(bundle, none)) == {
        "medical-account-payout",
        "pension-account-payout",
        "survivors-benefit",
        "driving-licence-cancellation",
        "housing-fund-withdrawal",
    }


def test_a_bank_account_is_asked_only_where_money_is_paid(bundle_of):
    bundle = bundle_of("tj-p-08")
    only_household = plan(bundle, FAREWELL, {"household-cancellation"})
    assert not {field.element.id for field in only_household.fields} & {"payee.bank", "payee.account"}
    with_fund = plan(bundle, FAREWELL, {"household-cancellation", "housing-fund-withdrawal"})
    assert {field.element.id for field in with_fund.fields} >= {"payee.bank", "payee.account"}


def test_no_text_for_the_bereaved_is_blunt(bundle_of):
    bundle = bundle_of("tj-p-08")
    texts = [situation.question.zh + situation.why.zh for situation in bundle.situations]
    texts += [option.label.zh for situation in bundle.situations for option in situation.options]
    texts += [element.question.zh for element in bundle.elements.values()]
    assert not [text for text in texts if any(word in text for word in ("死", "尸", "遗体", "亡"))]


def test_a_restaurant_with_a_large_shop_and_sign_needs_three_permits(bundle_of):
    made = plan(bundle_of("tj-e-02"), RESTAURANT)
    assert offered(made) == {"food-permit", "large-sign", "fire-check"}
    assert {"fire-commitment", "owner-consent"} <= materials(made)


def test_prepacked_food_in_a_small_shop_without_a_sign_needs_no_permit(bundle_of):
    answers = {"food-made": "prepacked", "shop-size": "small", "signboard": "none"}
    assert plan(bundle_of("tj-e-02"), answers).items == ()


def test_the_fire_check_holds_the_shop_to_its_size(bundle_of):
    made = plan(bundle_of("tj-e-02"), RESTAURANT)
    area = next(field for field in made.fields if field.element.id == "shop.area")
    assert "300" in str(area.schema)


def test_a_cold_room_is_asked_where_cold_food_is_sold(bundle_of):
    made = plan(bundle_of("tj-e-02"), RESTAURANT)
    room = next(field for field in made.fields if field.element.id == "shop.cold_room")
    assert room.for_items == ("food-permit",)
    assert "shop.cold_room" not in made.form_schema["required"]


def test_everything_of_a_new_company_waits_for_its_licence_and_asks_for_none(bundle_of):
    made = plan(bundle_of("tj-e-01"), COMPANY)
    level = {node.item: node.level for node in made.flow.nodes}
    assert level.pop("company-registration") == 0
    assert set(level.values()) == {1}
    assert "new-licence" not in materials(made)


def test_acting_for_another_asks_for_authority_and_that_persons_card(bundle_of):
    bundle = bundle_of("tj-e-01")
    more = materials(plan(bundle, COMPANY | {"applicant-role": "agent"})) - materials(plan(bundle, COMPANY))
    assert more == {"legal-representative-id", "agent-authority"}


def test_the_household_booklet_of_the_departed_may_follow_later(bundle_of):
    made = plan(bundle_of("tj-p-08"), FAREWELL)
    later = {one.material.id for one in made.materials if one.need is Need.LATER}
    assert later == {"departed-household-booklet"}
