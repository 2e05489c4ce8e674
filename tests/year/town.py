"""Invented people of an invented body, and the rosters that say who is where."""

import csv
import dataclasses
import datetime
import io

FAMILIES = list(zip(
    "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 清水 斎藤".split(),
    "サトウ スズキ タカハシ タナカ イトウ ワタナベ ヤマモト ナカムラ コバヤシ カトウ ヨシダ ヤマダ ササキ ヤマグチ "
    "マツモト イノウエ キムラ ハヤシ シミズ サイトウ".split()))
GIVEN = list(zip(
    "健 誠 隆 恵 直美 浩二 由美 彩香 翔太 美咲 大輔 陽子 拓也 香織 一郎 真理 亮 静 学 薫".split(),
    "ケン マコト タカシ メグミ ナオミ コウジ ユミ アヤカ ショウタ ミサキ ダイスケ ヨウコ タクヤ カオリ イチロウ マリ "
    "リョウ シズカ マナブ カオル".split()))
UNION = ["総務課", "環境課", "福祉課", "教育課"]
OFFICES = "総務 企画 財政 税務 市民 福祉 子育て 健康 環境 商工 農林 観光 建設 都市計画 住宅 上下水道 会計 教育 生涯学習 議事".split()
CITY = [f"{name}{number}課" for name in OFFICES for number in ("第一", "第二")]
HEADERS = ["職員番号", "氏名", "フリガナ", "所属", "職名", "任用"]


@dataclasses.dataclass
class Member:
    number: str
    name: str
    kana: str
    section: str
    post: str
    employment: str = "常勤"
    since: datetime.date = datetime.date.min  # on the roster before, here from then on

    def row(self):
        return [self.number, self.name, self.kana, self.section, self.post, self.employment]


class Town:
    """Who is on the roster; people come and go as `chance` has it."""

    def __init__(self, sections, people, chance, stays):
        """`stays`: name and kana of who is on every roster and takes no part in what follows."""
        self.chance = chance
        self.count = 0
        self.members = []
        self.staying = Member("999", *stays, sections[0], "主事")
        for number in range(people):
            section = sections[number % len(sections)]
            self.join(section, "課長" if number < len(sections) else "主事")

    def join(self, section, post="主事"):
        """Somebody new, called like nobody before."""
        number, self.count = self.count, self.count + 1
        (family, family_kana) = FAMILIES[number % len(FAMILIES)]
        (given, given_kana) = GIVEN[number // len(FAMILIES) % len(GIVEN)]
        again = number // (len(FAMILIES) * len(GIVEN))
        more, more_kana = [("", ""), ("子", "コ"), ("美", "ミ"), ("江", "エ")][again]
        employment = "会計年度任用職員" if number % 5 == 4 and post == "主事" else "常勤"
        self.members.append(Member(f"{1000 + number}", f"{family} {given}{more}",
                                   f"{family_kana} {given_kana}{more_kana}", section, post,
                                   employment))
        return self.members[-1]

    def turn_over(self, share, day):
        """What 1 April brings: some leave, as many join, some change places, some heads too."""
        clerks = [member for member in self.members if member.post == "主事"]
        heads = [member for member in self.members if member.post == "課長"]
        count = max(1, int(len(clerks) * share))
        for leaver in self.chance.sample(clerks, count):
            self.members.remove(leaver)
            self.join(leaver.section).since = day
        one, other = self.chance.sample(heads, 2)
        one.section, other.section = other.section, one.section
        movers = self.chance.sample([one for one in self.members if one.post == "主事"], count)
        for mover, place in zip(movers, [one.section for one in movers[1:] + movers[:1]]):
            mover.section = place

    def roster(self, everybody):
        """`everybody`: with who stays, who is there before the first roster."""
        rows = [self.staying.row()] if everybody else []
        text = io.StringIO()
        csv.writer(text).writerows([HEADERS, *rows,
                                    *(member.row() for member in self.members)])
        return text.getvalue().encode()
