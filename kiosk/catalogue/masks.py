"""Personal data as others may see it: on lists, slips and wherever its owner did not ask for it.

There is no binding national pattern; these are the product's (GB/T 35273-2020 §7.2 asks for de-identified
display).
"""

import re

from kiosk.catalogue.models import FieldKind

STAR = "*"

_COMPOUND_SURNAMES = frozenset(
    """
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政
    濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马
    公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌
    微生 梁丘 左丘 东门 西门 第五
    """.split()  # noqa: SIM905 - a list of sixty strings is not easier to read
)
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]*")
_COUNTY = re.compile(
    r"(?:.{2,8}?(?:省|自治区))?"
    r"(?:.{1,8}?(?:市|自治州|盟|地区))?"
    r"(?:.{1,8}?(?:自治县|自治旗|(?<!小)区|县|旗|市))?"
)
_STREET = re.compile(r".{1,10}?(?:街道|苏木|镇|乡)")


def mask_id_number(text: str) -> str:
    """Return the first and last character with stars between: 1****************X."""
    if len(text) < 3:
        return STAR * len(text)
    return text[0] + STAR * (len(text) - 2) + text[-1]


def mask_phone(text: str) -> str:
    """Return the first three and last four digits: 138****5678. Shorter numbers show their last two."""
    if len(text) >= 11:
        return text[:3] + STAR * (len(text) - 7) + text[-4:]
    return STAR * max(0, len(text) - 2) + text[-2:] if len(text) > 2 else STAR * len(text)


def mask_name(text: str) -> str:
    """Return the surname and one star, however long the name is: 李*, 欧阳*."""
    name = text.strip()
    if not name:
        return ""
    if len(name) > 2 and name[:2] in _COMPOUND_SURNAMES:
        return name[:2] + STAR
    variation = _VARIATION.match(name, 1)
    return name[0] + (variation.group() if variation else "") + STAR


def mask_address(text: str) -> str:
    """Return the address as far as the street or town (街道、镇、乡), else as far as the county."""
    county = _COUNTY.match(text)
    end = county.end() if county else 0
    street = _STREET.match(text, end)
    return text[: street.end() if street else end] + STAR * 4


def mask(kind: FieldKind, text: str) -> str:
    """Return the masked text of a sensitive data element of this kind; other kinds like an id number."""
    how = {
        FieldKind.PERSON_NAME: mask_name,
        FieldKind.PHONE: mask_phone,
        FieldKind.ADDRESS: mask_address,
    }.get(kind, mask_id_number)
    return how(text)
