"""Chinese surnames, frequent ones first, for the beginning of name fields.

The first hundred about in the order of 《二〇二〇年全国姓名报告》 (Ministry of Public Security), then those
of 百家姓, then compound ones, some of other ethnic groups. One that is missing is typed like any word.
"""

_FREQUENT = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_OTHERS = (
    "温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍"
    "涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景"
    "党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官"
    "封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆"
    "巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺"
    "战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由"
    "水窦酆昌凤花俞柳鲍伍余元卜顾孟平黄和穆萧湛汪祁禹狄贝臧计伏成戴谈茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强危"
    "缑芈仉督归晷笪谯年爱琴言福"
)
_COMPOUND = """
欧阳 上官 司马 诸葛 夏侯 皇甫 尉迟 公孙 令狐 慕容 司徒 东方 西门 南宫 长孙 宇文 轩辕 司空 端木 百里
东郭 呼延 独孤 闻人 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 亓官 万俟 司寇 子车 颛孙
巫马 公西 漆雕 乐正 壤驷 公良 拓跋 夹谷 宰父 谷梁 段干 东里 羊舌 微生 左丘 梁丘 第五 纳兰 完颜
爱新觉罗 叶赫那拉
"""

SURNAMES: tuple[str, ...] = tuple(dict.fromkeys((*_FREQUENT, *_OTHERS, *_COMPOUND.split())))

READ_AS = {
    "单": "shan", "仇": "qiu", "区": "ou", "查": "zha", "解": "xie", "曾": "zeng", "朴": "piao", "盖": "ge",
    "覃": "qin", "乐": "yue", "缪": "miao", "冼": "xian", "翟": "zhai", "尉迟": "yuchi", "澹台": "tantai",
    "长孙": "zhangsun", "单于": "chanyu", "令狐": "linghu", "万俟": "moqi",
}  # fmt: skip
"""How a surname is read where that is not how the character is mostly read. 《现代汉语词典》 7th ed."""
