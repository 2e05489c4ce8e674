#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "web/testing_site.h"

namespace mamori::web {
namespace {

using testing::has_form_of;
using ::testing::HasSubstr;
using ::testing::Not;

class DutyPages : public testing::TestingSite {
 protected:
  DutyPages() : TestingSite(duty_routes()) {}

  std::string own_address() {
    return "/duties/conduct-self-check/do?unit=" + town_.person("石井 由美");
  }
  static Fields found_something() {
    Fields form;
    form.add("points", "p1");
    form.add("result", "found");
    form.add("note", "机の上を片付ける");
    form.add("done_on", "R8.11.21");
    return form;
  }
};

TEST_F(DutyPages, ShowEveryoneWhatIsTheirs) {
  sign_in_as("石井 由美");
  const Json own = model("/duties");
  EXPECT_TRUE(has_form_of(own, example("duties")));
  const std::string html = get("/duties").body;
  EXPECT_THAT(html, HasSubstr("職員の自己点検"));
  EXPECT_THAT(html, Not(HasSubstr("リスクの分析")));  // the CISO's
  EXPECT_THAT(get("/duties?of=all").body, HasSubstr("リスクの分析"));
}

TEST_F(DutyPages, RecordWhatWasFoundAndShowIt) {
  sign_in_as("石井 由美");
  EXPECT_THAT(get(own_address()).body, HasSubstr("パスワードを誰にも教えず"));
  EXPECT_EQ(post(own_address(), found_something()).status, 303);
  const Json page = model("/duties/conduct-self-check");
  EXPECT_TRUE(has_form_of(page, example("duty")));
  EXPECT_THAT(get("/duties/conduct-self-check").body, HasSubstr("机の上を片付ける"));
}

TEST_F(DutyPages, ShowTheFormAgainWhenSomethingIsMissing) {
  sign_in_as("石井 由美");
  Fields form;
  form.add("result", "good");
  form.add("done_on", "R8.11.21");
  const Response answer = post(own_address(), form);
  EXPECT_EQ(answer.status, 422);
  EXPECT_THAT(answer.body, HasSubstr("確かめていないことがあります。"));
}

TEST_F(DutyPages, RefuseWhoIsNotToDoIt) {
  const std::string address = own_address();
  EXPECT_EQ(get(address).status, 403);
  EXPECT_EQ(post(address, found_something()).status, 403);
  EXPECT_EQ(get("/duties/backup").status, 404);  // has a page of its own
  EXPECT_EQ(get("/duties/none").status, 404);
}

}  // namespace
}  // namespace mamori::web
