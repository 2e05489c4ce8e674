#include "regulation/provisions/modality.h"

#include <gtest/gtest.h>
#include <map>

#include "base/text.h"
#include "regulation/provisions/sentences.h"

namespace mamori::regulation {
namespace {

using Cases = std::map<std::string, Modality>;

void expect_modalities(const Cases& cases) {
  for (const auto& [sentence, modality] : cases) {
    EXPECT_EQ(name_of(modality_of(code_points(sentence))), name_of(modality)) << sentence;
  }
}

TEST(Modality, OfWhatMustBeDone) {
  using enum Modality;
  expect_modalities({
      {"鍵を返さなければならない。", obligation},
      {"鍵を返さねばならない。", obligation},
      {"鍵を返さなければなりません。", obligation},
      {"鍵を返さなければならぬ。", obligation},
      {"鍵を返す義務を負う。", obligation},
      {"鍵を返す必要がある。", obligation},
      {"鍵を返すべきである。", obligation},
      {"鍵を返却すること。", obligation},
      {"鍵を返してください。", obligation},
      {"戸を閉め、鍵を借りることができるようにしなければならない。", obligation},
      {"鍵を返すよう努めなければならない。", effort},
      {"鍵を返すよう努めるものとする。", effort},
      {"鍵を返すよう努めること。", effort},
      {"鍵は二つ用意することが望ましい。", effort},
  });
}

TEST(Modality, OfWhatMustNotBeDone) {
  using enum Modality;
  expect_modalities({
      {"鍵を貸してはならない。", prohibition},
      {"鍵を貸してはならないものとする。", prohibition},
      {"鍵を貸してはいけません。", prohibition},
      {"鍵の貸し借りは、これを禁ずる。", prohibition},
      {"鍵の貸し借りを禁止します。", prohibition},
      {"鍵を貸さないこと。", prohibition},
      {"係員以外の者は、鍵に触れることができない。", prohibition},
      {"鍵の持ち出しは認めない。", prohibition},
  });
}

TEST(Modality, OfWhatMayBeDone) {
  using enum Modality;
  expect_modalities({
      {"鍵を借りることができる。", power},
      {"鍵を借りることができるものとする。", power},
      {"鍵を借りることができます。", power},
      {"鍵を二つ持つことを妨げない。", power},
      {"鍵を二つ持って差し支えない。", power},
      {"鍵を二つ持ってもよい。", power},
  });
}

TEST(Modality, OfWhatIsOnlySaid) {
  using enum Modality;
  expect_modalities({
      {"鍵は、箱に納めるものとする。", rule},
      {"鍵は、貸さないものとする。", rule},
      {"鍵は、箱に納めることとする。", rule},
      {"鍵を大切にします。", commitment},
      {"鍵を大切にしています。", commitment},
      {"鍵は、箱に納める。", declaration},
      {"ただし、急ぐときは、この限りでない。", declaration},
      {"鍵の番号は、次のとおり。", declaration},
      {"記録を保管。", declaration},
      {"これを行ふ。", declaration},
      {"戸を閉める道具をいう。", definition},
      {"戸を閉める道具をいい、合鍵を含む。", definition},
      {"戸を閉める道具をいう（飾りの物を除く。）。", definition},
      {"以下「鍵」といふ。", definition},
      {"鍵に関すること。", none},
      {"その他必要なこと。", none},
      {"鍵の一覧", none},
      {"鍵の規程の全部を改正する。", none},
      {"第三条中「鍵」を「錠」に改める。", none},
  });
}

Node node_of(std::string text) {
  return {.text = std::move(text), .line = 1};
}

TEST(Sentences, PartAtFullStopsOutsideOfBracketsAndQuotations) {
  const auto sentences = sentences_of(
      node_of("係長が「開けよ。」と言う（急ぐときを除く。）とき、開ける。ただし、夜は開けない。"));
  ASSERT_EQ(sentences.size(), 2U);
  EXPECT_EQ(utf8(sentences[1].text), "ただし、夜は開けない。");
}

TEST(Sentences, ABracketWithoutItsPartnerHidesNoFullStop) {
  EXPECT_EQ(sentences_of(node_of("鍵（二つを持つ。箱に納める。")).size(), 2U);
}

TEST(Sentences, PartWhereALineEndsWithoutItsFullStop) {
  Node node = node_of("鍵を返さなければならないまた、窓を閉める。");
  node.breaks = {{static_cast<int>(std::string("鍵を返さなければならない").size()), 3}};
  const auto sentences = sentences_of(node);
  ASSERT_EQ(sentences.size(), 2U);
  EXPECT_EQ(sentences[1].line, 3);
}

TEST(Modality, OfOtherWaysToSayIt) {
  using enum Modality;
  expect_modalities({
      {"鍵を返さなくてはならない。", obligation},
      {"番の許可が必要である。", obligation},
      {"番の許可が必要。", obligation},
      {"鍵を返すことが求められる。", obligation},
      {"合鍵を作ることは許されない。", prohibition},
      {"合鍵の持ち出しは厳禁。", prohibition},
      {"合鍵の持ち出しは不可とする。", prohibition},
      {"鍵の箱を移すことを可とする。", power},
      {"鍵を大切に扱うよう努めなくてはならない。", effort},
      {"鍵の持ち出しの禁止", none},
  });
}

}  // namespace
}  // namespace mamori::regulation
