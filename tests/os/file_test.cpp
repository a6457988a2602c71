#include "os/file.h"
#include "os/append_file.h"
#include "os/file_lock.h"
#include "os/file_splice.h"
#include "os/mapped_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "os/temporaries.h"
#include "support/error_of.h"
#include "support/temp_folder.h"

namespace sage {
namespace {

using test::error_of;
using test::read_text;
using test::write_text;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  return names;
}

unsigned mode_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0);
  return status.st_mode & 07777;
}

TEST(ReadFile, GivesTheWholeFileOrNothing) {
  const test::TempFolder folder;
  write_text(folder / "file", std::string("a\0b\n", 4));
  write_text(folder / "empty", "");
  EXPECT_EQ(read_file(folder / "file"), std::string("a\0b\n", 4));
  EXPECT_EQ(read_file(folder / "empty"), "");
  EXPECT_EQ(read_file(folder / "absent"), std::nullopt);
  EXPECT_EQ(read_file(folder / "file/below"), std::nullopt);
}

TEST(ReadFile, ReadsFilesThatSayTheyAreEmpty) {
  EXPECT_THAT(read_file("/proc/self/status").value(), HasSubstr("Pid:"));
}

TEST(ReadFile, RefusesMoreThanTheLimit) {
  const test::TempFolder folder;
  write_text(folder / "file", "12345");
  EXPECT_EQ(read_file(folder / "file", 5), "12345");
  EXPECT_THAT(error_of([&] { read_file(folder / "file", 4); }).message(), HasSubstr("4 bytes"));
}

TEST(ReadFile, RefusesWhatIsNoFileInsteadOfWaitingForIt) {
  const test::TempFolder folder;
  ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
  EXPECT_THAT(error_of([&] { read_file(folder / "fifo"); }).message(), HasSubstr("fifo"));
  EXPECT_THROW(read_file(folder), Error);
  EXPECT_THROW(read_tail(folder / "fifo", 1), Error);
}

TEST(ReadFile, NamesThePathWithoutItsControlCharacters) {
  const test::TempFolder folder;
  ASSERT_TRUE(fs::create_directory(folder / "a\nb"));
  EXPECT_THAT(error_of([&] { read_file(folder / "a\nb"); }).message(), HasSubstr("a\\x0ab"));
}

TEST(ReadTail, GivesAtMostTheLastBytes) {
  const test::TempFolder folder;
  write_text(folder / "file", "0123456789");
  EXPECT_EQ(read_tail(folder / "file", 3), "789");
  EXPECT_EQ(read_tail(folder / "file", 30), "0123456789");
  EXPECT_EQ(read_tail(folder / "absent", 3), "");
}

TEST(ReplaceFile, MakesOrReplacesAndLeavesNothingElse) {
  const test::TempFolder folder;
  replace_file(folder / "file", "old");
  replace_file(folder / "file", "new");
  EXPECT_EQ(read_text(folder / "file"), "new");
  EXPECT_THAT(names_in(folder), UnorderedElementsAre("file"));
}

TEST(ReplaceFile, KeepsThePermissionBits) {
  const test::TempFolder folder;
  write_text(folder / "file", "old");
  fs::permissions(folder / "file", fs::perms(0751));
  replace_file(folder / "file", "new");
  EXPECT_EQ(mode_of(folder / "file"), 0751U);
  replace_file(folder / "other", "new");
  EXPECT_EQ(mode_of(folder / "other") & 0600, 0600U);
}

TEST(ReplaceFile, IsANewFileSoAReaderOfTheOldOneKeepsIt) {
  const test::TempFolder folder;
  write_text(folder / "file", "old");
  std::ifstream reader(folder / "file");
  replace_file(folder / "file", "new");
  std::string text;
  reader >> text;
  EXPECT_EQ(text, "old");
}

TEST(ReplaceFile, ReplacesWhatALinkPointsTo) {
  const test::TempFolder folder;
  fs::create_directories(folder / "real");
  write_text(folder / "real/file", "old");
  fs::create_symlink("real/second", folder / "first");
  fs::create_symlink("file", folder / "real/second");
  replace_file(folder / "first", "new");
  EXPECT_EQ(read_text(folder / "real/file"), "new");
  EXPECT_TRUE(fs::is_symlink(folder / "first"));
  fs::create_symlink("real/absent", folder / "dangling");
  replace_file(folder / "dangling", "made");
  EXPECT_EQ(read_text(folder / "real/absent"), "made");
}

TEST(ReplaceFile, RefusesACircleOfLinks) {
  const test::TempFolder folder;
  fs::create_symlink("b", folder / "a");
  fs::create_symlink("a", folder / "b");
  EXPECT_THROW(replace_file(folder / "a", "text"), Error);
}

TEST(ReplaceFile, LeavesNothingBehindWhenItFails) {
  const test::TempFolder folder;
  fs::create_directories(folder / "file/full");
  EXPECT_THAT(error_of([&] { replace_file(folder / "file", "text"); }).message(),
              HasSubstr((folder / "file").string()));
  EXPECT_THAT(names_in(folder), UnorderedElementsAre("file"));
  EXPECT_THROW(replace_file(folder / "no/such/folder/file", ""), Error);
}

TEST(CreateFile, MakesAFileOnlyWhereNothingIs) {
  const test::TempFolder folder;
  EXPECT_TRUE(create_file(folder / "file", "first"));
  EXPECT_FALSE(create_file(folder / "file", "second"));
  EXPECT_EQ(read_text(folder / "file"), "first");
  fs::create_symlink("absent", folder / "link");
  EXPECT_FALSE(create_file(folder / "link", "third"));
  EXPECT_THAT(names_in(folder), UnorderedElementsAre("file", "link"));
}

TEST(MakeFolders, MakesWhatIsMissing) {
  const test::TempFolder folder;
  make_folders(folder / "a/b/c/");
  make_folders(folder / "a/b");
  EXPECT_TRUE(fs::is_directory(folder / "a/b/c"));
  write_text(folder / "file", "");
  EXPECT_THROW(make_folders(folder / "file"), Error);
  EXPECT_THROW(make_folders(folder / "file/below"), Error);
}

TEST(AppendFile, AppendsToWhatIsThere) {
  const test::TempFolder folder;
  write_text(folder / "log", "one\n");
  AppendFile file(folder / "log");
  file.append("two\n");
  file.sync();
  EXPECT_EQ(read_text(folder / "log"), "one\ntwo\n");
}

TEST(AppendFile, CutsATornLastLine) {
  const test::TempFolder folder;
  const auto kept = [&](const std::string& before) {
    write_text(folder / "log", before);
    AppendFile(folder / "log").append("next\n");
    return read_text(folder / "log");
  };
  EXPECT_EQ(kept(""), "next\n");
  EXPECT_EQ(kept("torn"), "next\n");
  EXPECT_EQ(kept("one\ntorn"), "one\nnext\n");
  EXPECT_EQ(kept("one\n" + std::string(4096, 'x')), "one\nnext\n");
  EXPECT_EQ(kept("one\n" + std::string(100'000, 'x')), "one\nnext\n");
  EXPECT_EQ(kept(std::string(100'000, 'x')), "next\n");
  EXPECT_EQ(kept(std::string(8191, 'x') + "\n"), std::string(8191, 'x') + "\nnext\n");
}

TEST(AppendFile, TakesBackARecordThatFitsOnlyInPart) {
  const test::TempFolder folder;
  rlimit old{};
  ::getrlimit(RLIMIT_FSIZE, &old);
  ::signal(SIGXFSZ, SIG_IGN);
  AppendFile file(folder / "log");
  file.append("whole\n");
  const rlimit small{10, old.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  EXPECT_THROW(file.append("too long to fit\n"), Error);
  ::setrlimit(RLIMIT_FSIZE, &old);
  ::signal(SIGXFSZ, SIG_DFL);
  file.append("next\n");
  EXPECT_EQ(read_text(folder / "log"), "whole\nnext\n");
}

TEST(FileSplice, ChangesStretchesAndKeepsTheRest) {
  const test::TempFolder folder;
  const std::string much(3 << 20, 'x');
  write_text(folder / "file", "begin" + much + "middle" + much + "end");
  FileSplice splice = FileSplice::open(folder / "file").value();
  EXPECT_EQ(splice.stretch(5 + much.size(), 6), "middle");
  splice.stretch(5 + much.size(), 6) = "a new middle";
  EXPECT_EQ(splice.stretch(0, 5), "begin");
  splice.stretch(0, 5) = "";
  EXPECT_EQ(splice.stretch(11 + 2 * much.size(), 3), "end");
  splice.stretch(11 + 2 * much.size(), 3) += "!";
  EXPECT_TRUE(splice.replace_if([] { return true; }));
  EXPECT_TRUE(read_text(folder / "file") == much + "a new middle" + much + "end!");
  EXPECT_THAT(names_in(folder), UnorderedElementsAre("file"));
}

TEST(FileSplice, GivesWhatThereIsOfAStretchBehindTheEnd) {
  const test::TempFolder folder;
  write_text(folder / "file", "text");
  FileSplice splice = FileSplice::open(folder / "file").value();
  EXPECT_EQ(splice.stretch(2, 100), "xt");
  EXPECT_EQ(splice.stretch(200, 100), "");
}

TEST(FileSplice, LeavesTheFileThatIsNotWantedAnyMore) {
  const test::TempFolder folder;
  write_text(folder / "file", "text");
  FileSplice splice = FileSplice::open(folder / "file").value();
  splice.stretch(0, 4) = "other";
  EXPECT_FALSE(splice.replace_if([] { return false; }));
  EXPECT_EQ(read_text(folder / "file"), "text");
  EXPECT_THAT(names_in(folder), UnorderedElementsAre("file"));
  EXPECT_FALSE(FileSplice::open(folder / "absent"));
}

TEST(FileSplice, LeavesTheFileThatHasBecomeShorter) {
  const test::TempFolder folder;
  write_text(folder / "file", "some text");
  FileSplice splice = FileSplice::open(folder / "file").value();
  splice.stretch(0, 4) = "other";
  write_text(folder / "file", "some");
  EXPECT_FALSE(splice.replace_if([] { return true; }));
  EXPECT_EQ(read_text(folder / "file"), "some");
}

TEST(ReplaceFileIf, GivesTheStampOfWhatItWrote) {
  const test::TempFolder folder;
  const std::string_view text = "text";
  const auto written = replace_file_if(folder / "file", {&text, 1}, [] { return true; });
  EXPECT_EQ(written, stamp_of(folder / "file"));
  EXPECT_FALSE(replace_file_if(folder / "file", {&text, 1}, [] { return false; }));
}

TEST(MappedFile, GivesWhatWasLetGoFromTheFileAgain) {
  const test::TempFolder folder;
  std::string text(100'000, 'x');
  for (std::size_t i = 0; i < text.size(); i += 1000) text[i] = static_cast<char>('a' + i % 26);
  write_text(folder / "file", text);
  const auto file = MappedFile::open(folder / "file", 64);
  for (const auto& [from, to] : {std::pair{0, 0}, {1, 4095}, {100, 50'000}, {0, 100'000}}) {
    file->let_go(static_cast<std::size_t>(from), static_cast<std::size_t>(to));
    EXPECT_EQ(file->text(), text);
    EXPECT_EQ(file->text().data()[text.size()], '\0');
  }
}

TEST(MappedFile, HasZerosBehindTheEndAtEverySize) {
  const test::TempFolder folder;
  for (const std::size_t size : {0, 1, 4031, 4032, 4095, 4096, 4097, 8192, 100'000}) {
    const std::string text(size, 'x');
    write_text(folder / "file", text);
    const auto file = MappedFile::open(folder / "file", 64);
    ASSERT_TRUE(file);
    EXPECT_EQ(file->text(), text);
    ASSERT_GE(file->capacity(), size + 64);
    const std::string_view behind(file->text().data() + size, file->capacity() - size);
    EXPECT_EQ(behind.find_first_not_of('\0'), behind.npos) << size;
  }
}

TEST(MappedFile, KnowsAbsentFromWrong) {
  const test::TempFolder folder;
  EXPECT_FALSE(MappedFile::open(folder / "absent", 64));
  EXPECT_THROW(MappedFile::open(folder, 64), Error);
}

TEST(StampOf, ChangesWithEveryReplacement) {
  const test::TempFolder folder;
  EXPECT_EQ(stamp_of(folder / "file"), FileStamp{});
  replace_file(folder / "file", "text");
  const auto first = stamp_of(folder / "file");
  EXPECT_EQ(stamp_of(folder / "file"), first);
  replace_file(folder / "file", "text");
  EXPECT_NE(stamp_of(folder / "file"), first);
}

TEST(FileLock, ExcludesWhileItIsHeld) {
  const test::TempFolder folder;
  auto held = std::optional(FileLock::acquire(folder / "guard"));
  EXPECT_FALSE(FileLock::try_acquire(folder / "guard"));
  held.reset();
  EXPECT_TRUE(FileLock::try_acquire(folder / "guard"));
  EXPECT_TRUE(fs::exists(folder / "guard")) << "never removed";
}

TEST(FileLock, GoesWithAKilledProcess) {
  const test::TempFolder folder;
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const UniqueFd read_end{ends[0]}, write_end{ends[1]};
  const pid_t pid = ::fork();
  if (pid == 0) {
    const auto held = FileLock::acquire(folder / "guard");
    (void)!::write(write_end.get(), "x", 1);
    for (;;) ::pause();
  }
  char byte;
  ASSERT_EQ(::read(read_end.get(), &byte, 1), 1);
  EXPECT_FALSE(FileLock::try_acquire(folder / "guard"));
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
  EXPECT_TRUE(FileLock::try_acquire(folder / "guard"));
}

TEST(FileLock, DoesNotFollowALink) {
  const test::TempFolder folder;
  fs::create_symlink("elsewhere", folder / "guard");
  EXPECT_THROW(FileLock::acquire(folder / "guard"), Error);
  EXPECT_FALSE(fs::exists(folder / "elsewhere"));
}

TEST(Temporaries, OfTheDeadGoAndOfTheLivingStay) {
  const test::TempFolder folder;
  const pid_t dead = ::fork();
  if (dead == 0) ::_exit(0);
  ::waitpid(dead, nullptr, 0);
  const auto of = [&](pid_t pid) { return folder / (".sage-tmp-" + std::to_string(pid) + "-1"); };
  for (const auto& file : {of(dead), of(::getpid()), folder / "mine", folder / ".sage-tmp-x"})
    test::write_text(file, "x");
  remove_dead_temporaries(folder);
  EXPECT_FALSE(fs::exists(of(dead)));
  EXPECT_TRUE(fs::exists(of(::getpid())));
  EXPECT_TRUE(fs::exists(folder / "mine"));
  EXPECT_TRUE(fs::exists(folder / ".sage-tmp-x"));
  remove_dead_temporaries(folder / "not there");
}

/// A process that has the pid of a dead one is not its owner.
TEST(Temporaries, TellWhenTheirOwnerStarted) {
  const test::TempFolder folder;
  const std::string own = new_temporary_name();
  EXPECT_NE(new_temporary_name(), own);
  const std::string other = own + "0";  // started later
  for (const auto& name : {own, other}) test::write_text(folder / name, "x");
  remove_dead_temporaries(folder);
  EXPECT_TRUE(fs::exists(folder / own));
  EXPECT_FALSE(fs::exists(folder / other));
}

TEST(UniqueFd, ClosesWhatItOwnsOnce) {
  UniqueFd fd{::open("/dev/null", O_RDONLY)};
  const int number = fd.get();
  UniqueFd moved = std::move(fd);
  EXPECT_FALSE(fd);
  EXPECT_EQ(::fcntl(number, F_GETFD), 0);
  moved = UniqueFd{};
  EXPECT_EQ(::fcntl(number, F_GETFD), -1);
}

}  // namespace
}  // namespace sage
