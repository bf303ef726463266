"""Made-up display names: nicknames, and given names with an initial; nobody real."""

from random import Random

_ZH_FIRST = ["爱读书的", "慢半拍的", "雨天的", "早起的", "夜航的", "山间的", "窗边的", "迷路的", "安静的", "路过的", "不困的", "晒太阳的", "北方的", "南方的", "月台上的", "旧城的", "会游泳的", "发呆的", "翻页的", "三楼的", "图书馆的", "午后的", "打瞌睡的", "喝茶的"]
_ZH_SECOND = ["猫", "鲸", "松鼠", "灯塔", "邮差", "云", "石头", "橘子", "小满", "麦子", "船长", "萤火虫", "稻草人", "刺猬", "风筝", "木鱼", "豆子", "候鸟", "柚子", "蜗牛", "海螺", "铅笔", "书签", "鹿", "獭", "麻雀", "青蛙", "土豆", "白杨", "月亮"]
_ZH_CALLED = ("阿", "小", "老", "大")
_ZH_GIVEN = ["岚", "禾", "舟", "棠", "砚", "柏", "笙", "桐", "霁", "麦", "航", "果", "苗", "叶", "川", "溪", "米", "木", "鱼", "周", "沈", "许", "顾", "陆", "秦", "魏", "梁", "乔", "贺", "蓝"]
_EN_GIVEN = ["Ada", "Alba", "Amos", "Anya", "Arlo", "Asha", "Beth", "Bram", "Cleo", "Cora", "Dara", "Dev", "Edie", "Eli", "Esme", "Ezra", "Faye", "Finn", "Gus", "Hana", "Ines", "Iris", "Ivo", "Jago", "Jude", "Kai", "Lena", "Leo", "Lior", "Luca", "Mabel", "Maya", "Milo", "Mina", "Nell", "Nico", "Noor", "Otis", "Owen", "Pia", "Rafi", "Remy", "Rosa", "Ruth", "Sami", "Saul", "Tara", "Theo", "Tilda", "Uma", "Vera", "Wren", "Yara", "Zoe"]
_EN_FIRST = ["Quiet", "Paper", "Rainy", "Midnight", "Slow", "Amber", "Copper", "Wandering", "Sunday", "Velvet", "Northern", "Silver", "Attic", "Harbour", "Inky", "Mossy", "Borrowed", "Dusty", "Lucky", "Second"]
_EN_SECOND = ["Otter", "Lantern", "Sparrow", "Page", "Kettle", "Badger", "Fern", "Comet", "Harbor", "Heron", "Thimble", "Walrus", "Pilgrim", "Raven", "Compass", "Teapot", "Margin", "Bookmark", "Willow", "Fox"]


class Names:
    """Display names, each given once."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def draw(self, locale: str, rng: Random) -> str:
        while (name := _zh(rng) if locale == "zh-CN" else _en(rng)) in self._given:
            pass
        self._given.add(name)
        return name


def _zh(rng: Random) -> str:
    kind = rng.random()
    if kind < 0.72:
        return rng.choice(_ZH_FIRST) + rng.choice(_ZH_SECOND)
    if kind < 0.82:
        return rng.choice(_ZH_CALLED) + rng.choice(_ZH_GIVEN)
    return f"{rng.choice(_ZH_SECOND)}{rng.choice(_ZH_SECOND)}{rng.randint(2, 99)}"


def _en(rng: Random) -> str:
    kind = rng.random()
    if kind < 0.6:
        return f"{rng.choice(_EN_GIVEN)} {chr(65 + rng.randrange(26))}."
    return rng.choice(_EN_FIRST) + rng.choice(_EN_SECOND) + (str(rng.randint(2, 99)) if kind > 0.8 else "")
