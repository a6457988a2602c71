#include <gmock/gmock.h>

#include "src/worker_process.h"

namespace sage {
namespace {

using test::read_text;
using test::WorkerProcess;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class WorkerGate : public test::WorkerFixture {
 protected:
  Job gate(std::vector<Check> checks) {
    Job asked = job("A-1", "echo an agent > agent");
    asked.id = 9;
    asked.kind = JobKind::gate;
    asked.checks = std::move(checks);
    return asked;
  }
  static Check check(const std::string& script, const std::string& name = "build") {
    return {.name = name, .argv = {"sh", "-c", script}};
  }
};

TEST_F(WorkerGate, RunsItsChecksOnExactlyTheTreeOfTheBase) {
  WorkerProcess worker(repository_);
  const auto outcome =
      worker.does(gate({check("pwd; ls; env | grep ^SAGE_ | sort"),
                        check("echo x > kept; exit 1", "unit"), check("true", "never")}));
  EXPECT_EQ(outcome.kind, OutcomeKind::checked) << outcome.message;
  EXPECT_EQ(outcome.job, 9U);
  ASSERT_EQ(outcome.checks.size(), 2U);
  EXPECT_EQ(outcome.checks[0].verdict, Verdict::PASS);
  EXPECT_EQ(outcome.checks[1].verdict, Verdict::FAIL);
  EXPECT_EQ(outcome.checks[1].log, (logs("A-1") / "unit.log").string());
  EXPECT_THAT(worker.phases(), ElementsAre("preparing", "testing"));
  const auto printed = read_text(logs("A-1") / "build.log");
  EXPECT_THAT(printed, HasSubstr("/workspaces/gate/slot-0/tree\ndocs\nkept\n"));
  for (const std::string variable : {"SAGE_GATE=1", "SAGE_TICKET_ID=A-1", "SAGE_WORKSPACE=/"})
    EXPECT_THAT(printed, HasSubstr(variable));
  EXPECT_THAT(printed, HasSubstr("SAGE_BASE=" + base_.hex()));
  EXPECT_EQ(refs(), "");
  const auto again = worker.does(gate({check("test \"$(cat kept)\" = 1")}));
  EXPECT_EQ(again.checks.at(0).verdict, Verdict::PASS) << "what a check changed is put back";
}

TEST_F(WorkerGate, IsNeverWhereAgentsWork) {
  repository_.write(".gitignore", "left\n");
  base_ = repository_.commit_all();
  WorkerProcess worker(repository_);
  worker.does(job("B-1", "echo forged > left; echo b > b"));
  const auto outcome = worker.does(gate({check("test ! -e left")}));
  EXPECT_EQ(outcome.checks.at(0).verdict, Verdict::PASS);
}

TEST_F(WorkerGate, SetsItsWorkspaceUpAsTheJobSays) {
  repository_.write(".gitignore", "made\n.env\n");
  base_ = repository_.commit_all();
  repository_.write(".env", "good\n");
  WorkerProcess worker(repository_);
  auto asked = gate({check("grep v1 made && grep good .env")});
  asked.setup = "echo v1 >> made";
  asked.copy = {".env"};
  const auto verdict = [&] { return worker.does(asked).checks.at(0).verdict; };
  EXPECT_EQ(verdict(), Verdict::PASS);
  repository_.write(".env", "bad\n");
  EXPECT_EQ(verdict(), Verdict::FAIL);
  repository_.write(".env", "good\n");
  EXPECT_EQ(verdict(), Verdict::PASS);
  asked.setup = "echo v2 >> made";
  EXPECT_EQ(verdict(), Verdict::FAIL);
}

TEST_F(WorkerGate, ASetupThatLeavesMoreThanIgnoredFilesIsAVerdictThatSaysNothing) {
  WorkerProcess worker(repository_);
  auto asked = gate({check("true")});
  asked.setup = "echo dropped > dropped";
  const auto report = worker.does(asked).checks.at(0);
  EXPECT_EQ(report.verdict, Verdict::NOT_RUN);
  EXPECT_THAT(report.message, HasSubstr("add dropped to .gitignore"));
}

TEST_F(WorkerGate, AWorkspaceThatCannotBePreparedIsAVerdictThatSaysNothing) {
  WorkerProcess worker(repository_);
  auto asked = gate({check("true")});
  asked.setup = "echo no network; false";
  const auto failed = worker.does(asked);
  EXPECT_EQ(failed.kind, OutcomeKind::checked);
  ASSERT_EQ(failed.checks.size(), 1U);
  EXPECT_EQ(failed.checks[0].name, "workspace");
  EXPECT_EQ(failed.checks[0].verdict, Verdict::NOT_RUN);
  EXPECT_THAT(failed.checks[0].message, HasSubstr("workspace.setup failed: exit status 1"));
  EXPECT_EQ(failed.checks[0].output, "no network");
  EXPECT_EQ(failed.category, "");
  auto lost = gate({check("true")});
  lost.base = *ObjectId::parse("0123456789abcdef0123456789abcdef01234567");
  const auto outcome = worker.does(lost);
  EXPECT_EQ(outcome.kind, OutcomeKind::checked);
  EXPECT_EQ(outcome.job, 9U);
  EXPECT_EQ(outcome.checks.at(0).verdict, Verdict::NOT_RUN);
}

TEST_F(WorkerGate, ACancelEndsIt) {
  WorkerProcess worker(repository_);
  worker.say(gate({check("echo ready; sleep 1000")}));
  worker.await_activity("ready");
  worker.say(wire::Cancel{});
  EXPECT_EQ(worker.outcome().kind, OutcomeKind::cancelled);
}

}  // namespace
}  // namespace sage
