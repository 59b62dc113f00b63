"""示例数据: what the sample father answers about the birth of a child (tj-p-01), but for the child's name."""

FACTS = {
    "birth-place": "hospital",
    "parents-married": "no",
    "household-with": "mother",
    "household-place": "local",
}
ANSWERS = {
    "child.sex": "1",
    "child.birth_date": "2026-11-08",
    "child.birth_place_name": "示例妇幼保健院",
    "child.ethnicity_follows": "father",
    "applicant.is_parent": "father",
    "other_parent.name": "王测试",
    "other_parent.number": "000000199307160027",
    "household.address": "示例市示例区示例路1号",
    "vaccination.clinic": "sample-1",
    "card.bank": "bank-1",
    "applicant.phone": "13800000000",
    "delivery.way": "collect",
    "delivery.address": "示例市示例区示例路1号",
    "applicant.name": "李示例",
    "applicant.number": "000000199203050018",
    "applicant.address": "示例市示例区示例路1号",
}
