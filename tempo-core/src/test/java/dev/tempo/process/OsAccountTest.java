package dev.tempo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands under another account; only root can try. */
class OsAccountTest {
  private static final String OTHER = "nobody";

  @TempDir Path directory;

  @BeforeEach
  void open() throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @ParameterizedTest
  @EnumSource
  void command_isTheAccounts_withItsVariablesAndNothingOfRoots(OsAccount.Tool tool)
      throws Exception {
    assumeTrue(isRoot());
    OsAccount account = OsAccount.account(OTHER, tool);
    try (Rig rig = new Rig(Way.POSIX_SPAWN, directory, builder -> builder.runAs(account))) {
      Map<String, String> variables = new HashMap<>(Rig.ENVIRONMENT);
      variables.putAll(account.variables());
      variables.put("QUOTED", "it's \"a\" $HOME `id` \\ \n two lines");
      SupervisedProcess process =
          rig.start(
              Rig.shell(
                      "id -un; echo $HOME $USER; printf '%s\\n' \"$QUOTED\"; echo err >/dev/stderr;"
                          + " touch /proc/self/fd/1; ls /proc/self/fd | tr '\\n' ' '; exit 7")
                  .environment(variables)
                  .directory(directory));
      ProcessResult result = Rig.result(process);
      assertThat(result.exitCode()).hasValue(7);
      assertThat(Files.readString(process.stdout()))
          .startsWith(
              "nobody\n%s nobody\nit's \"a\" $HOME `id` \\ \n two lines\n"
                  .formatted(account.variables().get("HOME")))
          .endsWith("0 1 2 3 "); // the directory itself is the fourth
      assertThat(process.stderr()).hasContent("err");
      assertThat(rig.runDirectory(process.id()).resolve("environment")).doesNotExist();
    }
  }

  @Test
  void nothingRuns_underAnAccountThatCannotBeUsed() throws Exception {
    OsAccount account = OsAccount.unusable("ghost", "it's gone");
    Path file = Files.createFile(directory.resolve("file"));
    for (OsAccount of : new OsAccount[] {account, account.user(200_000)}) {
      assertThat(of.problem()).hasValue("nothing can run as ghost: it's gone");
      Process process =
          new ProcessBuilder(of.command(List.of("touch", directory.resolve("made").toString())))
              .redirectErrorStream(true)
              .start();
      assertThat(process.inputReader().lines().collect(Collectors.joining()))
          .contains("nothing can run as ghost");
      assertThat(process.waitFor()).isEqualTo(126);
      assertThat(of.wrap(List.of("touch", "made"))).contains("nothing can run as ghost: it's gone");
      assertThatThrownBy(() -> of.requireOwnership(file)).hasMessageContaining("ghost");
      assertThatThrownBy(() -> of.settle(directory)).hasMessageContaining("ghost");
      assertThatThrownBy(() -> of.letRead(directory)).hasMessageContaining("ghost");
      assertThatThrownBy(() -> of.checkAccess(directory)).isInstanceOf(ProcessException.class);
      assertThat(of.owns(file)).isFalse();
    }
    try (Rig rig = new Rig(Way.POSIX_SPAWN, directory, builder -> builder.runAs(account))) {
      assertThatThrownBy(() -> rig.start(Rig.shell("touch made").directory(directory)))
          .hasMessageContaining("nothing can run as ghost");
    }
    assertThat(directory.resolve("made")).doesNotExist();
  }

  @Test
  void wrapper_getsNoVariableOfTheCommands() throws Exception {
    assumeTrue(isRoot());
    OsAccount account = OsAccount.account(OTHER);
    try (Rig rig = new Rig(Way.POSIX_SPAWN, directory, builder -> builder.runAs(account))) {
      Map<String, String> variables = new HashMap<>(Rig.ENVIRONMENT);
      variables.put("LD_PRELOAD", directory.resolve("evil.so").toString());
      variables.put("ENV", directory.resolve("evil.sh").toString());
      Files.writeString(directory.resolve("evil.sh"), "touch " + directory.resolve("was-here"));
      SupervisedProcess process =
          rig.start(
              Rig.shell("echo $LD_PRELOAD; sleep 600").environment(variables).directory(directory));
      Rig.awaitOutput(process, "evil.so\n");
      String ofWrapper = Rig.read(Path.of("/proc/" + process.identity().pid() + "/environ"));
      assertThat(ofWrapper).contains("TEMPO_RUN_ID=" + process.id()).doesNotContain("evil");
      process.stop(StopReason.CANCELLED);
      Rig.result(process);
      assertThat(directory.resolve("was-here")).doesNotExist();
    }
  }

  @Test
  void command_ofTheAccount_isStoppedAsAWhole() throws Exception {
    assumeTrue(isRoot());
    OsAccount account = OsAccount.account(OTHER);
    try (Rig rig = new Rig(Way.POSIX_SPAWN, directory, builder -> builder.runAs(account))) {
      SupervisedProcess process =
          rig.start(
              Rig.shell("trap '' TERM; sleep 600 & echo ready; sleep 600").directory(directory));
      Rig.awaitOutput(process, "ready");
      process.stop(StopReason.CANCELLED);
      assertThat(Rig.result(process).processesEnded()).isPositive();
    }
  }

  @Test
  void directory_thatTheAccountCannotRead_isNamed() throws Exception {
    assumeTrue(isRoot());
    OsAccount account = OsAccount.account(OTHER);
    account.check(directory.resolve("open"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    assertThatThrownBy(() -> account.check(directory.resolve("open")))
        .isInstanceOf(ProcessException.class)
        .hasMessageContaining(OTHER)
        .hasMessageContaining(directory.resolve("open").toString())
        .hasMessageContaining("chmod");
    assertThat(directory.resolve("open")).isEmptyDirectory();
  }

  @Test
  void unknownAccount_andRoot_areRefused() {
    assumeTrue(isRoot());
    for (String name : new String[] {"no-such-account", "-x", "a b", ""}) {
      assertThatThrownBy(() -> OsAccount.account(name))
          .isInstanceOf(ProcessException.class)
          .hasMessageContaining("there is no account named " + name);
    }
    assertThatThrownBy(() -> OsAccount.account("root")).hasMessageContaining("root itself");
  }

  @Test
  void users_thatBelongToSomebody_areRefused() throws Exception {
    assumeTrue(isRoot());
    OsAccount account = OsAccount.account(OTHER);
    account.check(new AccountRange(1_870_000_000, 1_870_000_009));
    assertThatThrownBy(() -> account.check(new AccountRange(60_000, 70_000)))
        .isInstanceOf(ProcessException.class)
        .hasMessageContaining("65534 is the account nobody");
    assertThat(new AccountRange(1_000, 2_000).overlaps(500, 501)).isTrue();
    assertThat(new AccountRange(1_000, 2_000).overlaps(500, 500)).isFalse();
    assertThat(new AccountRange(1_000, 2_000).overlaps(2_000, 65_536)).isTrue();
    assertThat(new AccountRange(1_000, 2_000).overlaps(2_001, 65_536)).isFalse();
    for (String text : new String[] {"", "5", "0-9", "999-2000", "3000-2000", "1000-9999999999"}) {
      assertThatThrownBy(() -> AccountRange.parse(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(AccountRange.parse(" 1000 - 1000 ")).hasToString("1000-1000");
  }

  @Test
  void whoIsNotRoot_isToldSo() {
    assumeFalse(isRoot());
    assertThatThrownBy(() -> OsAccount.account(OTHER))
        .isInstanceOf(ProcessException.class)
        .hasMessageContaining("only root");
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }
}
