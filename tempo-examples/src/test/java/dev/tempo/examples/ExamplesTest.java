package dev.tempo.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tempo.python.Interpreters;
import dev.tempo.python.index.PackageIndex;
import dev.tempo.python.index.Wheel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every example as its reader would. */
class ExamplesTest {
  private static final String MODULE = "__version__ = '2.32.3'\n";

  @TempDir private Path data;

  @Test
  void hello_runsAndCanBeRunAgainOnTheSameData() {
    assertThat(output(() -> HelloMain.main(new String[] {data.toString()})))
        .containsExactly("SUCCESS", "rows: 100");
    assertThat(output(() -> HelloMain.main(new String[] {data.toString()})))
        .containsExactly("SUCCESS", "rows: 100");
  }

  @Test
  void interceptor_isCalledAroundAHandlerOfAContainer() {
    assertThat(output(() -> InterceptorMain.main(new String[0])))
        .containsExactly("begin Greet", "Hello acme", "end", "SUCCESS");
  }

  @Test
  void payload_isARecord_andSoIsTheResult() {
    assertThat(output(() -> PayloadMain.main(new String[0])))
        .containsExactly(
            "SUCCESS",
            "Bill[customer=acme, total=350]",
            "The payload of the job 'Bill' must be a dev.tempo.examples.PayloadMain$Order, which its"
                + " handler takes, but is a java.lang.String");
  }

  @Test
  void holidays_areLeftOut_andARuleOfOnesOwnIsFollowed() {
    assertThat(output(() -> HolidaysMain.main(new String[0])))
        .containsExactly(
            "At 09:00, Monday to Friday, except on days of holidays",
            "2026-04-30T07:00:00Z",
            "2026-05-04T07:00:00Z",
            "2026-05-05T07:00:00Z",
            "2026-04-30T16:00:00Z",
            "2026-05-31T16:00:00Z");
  }

  @Test
  void deadLetter_isDoneOnceMore_orAcknowledged() {
    assertThat(output(() -> DeadLetterMain.main(new String[0])))
        .containsExactly(
            "attempt 2: IllegalStateException: The mail server is down",
            "attempt 2: IllegalStateException: The mail server is down",
            "sent to acme",
            "left: 0");
  }

  @Test
  void declaredJobs_followTheProgram_butNotInWhatOperatorsChanged() {
    assertThat(output(() -> DeclaredJobsMain.main(new String[0])))
        .containsExactly(
            "app:legacy is gone", "app:cleanup disabled, as it was left", "app:report enabled");
  }

  @Test
  void python_printsItsNumberedLines() {
    assertThat(output(() -> PythonMain.main(new String[0])))
        .containsExactly(
            "1 step 0 ['--source', 'orders']",
            "2 step 1 ['--source', 'orders']",
            "3 step 2 ['--source', 'orders']",
            "SUCCESS 0");
  }

  @Test
  void requirements_areInstalledFirst_andThePasswordIsMasked() throws IOException {
    assumeThat(Interpreters.ofThisMachine().newest()).as("a Python").isPresent();
    Wheel requests = Wheel.of("requests", "2.32.3").file("requests/__init__.py", MODULE);
    try (PackageIndex index = new PackageIndex(true).add(requests)) {
      String[] arguments = {data.toString(), index.url()};
      String[] lines = output(() -> RequirementsMain.main(arguments));
      assertThat(lines[0]).startsWith("Python ").contains(" of its own environment, build ");
      assertThat(lines)
          .endsWith("requests 2.32.3", "password *************", "SUCCESS, environment READY")
          .hasSize(4);
    }
  }

  @Test
  void pageOfAScript_isReadAndEnded() throws Exception {
    assertThat(output(() -> WebPageMain.main(new String[0])))
        .containsExactly("READY: Hello from a script", "STOPPED");
  }

  @Test
  void shell_isEndedWithItsChildren() {
    String[] lines = output(() -> ShellMain.main(new String[0]));
    assertThat(lines[0]).startsWith("TIMEOUT: ");
    assertThat(lines[1]).matches("processes ended: [1-9]\\d*");
  }

  @Test
  void supervisor_endsWhatRanAway() {
    String[] lines = output(() -> SupervisorMain.main(new String[] {data.toString()}));
    assertThat(lines).startsWith("printed: working", "ended by: TIMEOUT");
    assertThat(lines[2]).matches("processes ended: [3-9]");
  }

  @Test
  void embeddedServer_answersWithTheProgramsOwnName() {
    assertThat(output(() -> EmbeddedServerMain.main(new String[] {data.toString()})))
        .containsExactly("true", "true");
  }

  @Test
  void transaction_hasTheRunWithTheOrder_orNeither() {
    assertThat(output(() -> TransactionMain.main(new String[] {data.toString()})))
        .containsExactly("ships A-1", "A-1: SUCCESS", "A-2 is known: false");
  }

  @Test
  void queues_startByPriority_andKnowWhatWasAskedForBefore() {
    assertThat(output(() -> QueuesMain.main(new String[0])))
        .containsExactly("asked twice, new: true, false", "the boss", "ada", "bob", "bob again");
  }

  @Test
  void chain_goesOnAfterEachEnd() {
    assertThat(output(() -> ChainMain.main(new String[0])))
        .containsExactly(
            "Load orders", "Load customers", "SUCCESS", "reported once both had ended");
  }

  @Test
  void schedules_areKnownInAdvance_apartFromThoseThatFollowAnEnd() {
    assertThat(output(() -> SchedulesMain.main(new String[0])))
        .containsExactly(
            "And again: 1 times known",
            "Each five minutes: 3 times known",
            "Each hour, however late: 3 times known",
            "Half past two, where there is one: 3 times known");
  }

  @Test
  void batch_isAskedForInOneCall_andItsRunsAskForOthers() {
    assertThat(output(() -> BatchMain.main(new String[0])))
        .containsExactly("{SUCCESS=1000}", "counted: 1000");
  }

  @Test
  void retry_endsWhereNoFurtherAttemptWouldHelp() {
    assertThat(output(() -> RetryMain.main(new String[0])))
        .containsExactly("attempt 3: IllegalArgumentException: The file is no table", "TIMEOUT");
  }

  @Test
  void watch_hearsOfTheEnd_andWhyNothingWasDue() {
    assertThat(output(() -> WatchMain.main(new String[0])))
        .containsExactly("Report SUCCESS", "NOT_SCHEDULED");
  }

  @Test
  void virtualTime_takesAYearInAMoment() {
    assertThat(output(() -> VirtualTimeMain.main(new String[0]))).containsExactly("365 nights");
  }

  @Test
  void onceLater_runsOnce_andTheJobIsGone() {
    assertThat(output(() -> OnceLaterMain.main(new String[] {data.toString()})))
        .containsExactly("tea", "SUCCESS", "cake", "still a job: false");
  }

  @FunctionalInterface
  private interface Example {
    void run() throws Exception;
  }

  private static String[] output(Example example) {
    PrintStream console = System.out;
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
    try {
      example.run();
    } catch (Exception e) {
      throw new AssertionError(e);
    } finally {
      System.setOut(console);
    }
    return captured.toString(StandardCharsets.UTF_8).strip().split("\n");
  }
}
