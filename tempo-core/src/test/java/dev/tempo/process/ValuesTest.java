package dev.tempo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.internal.io.KeyValueFile;
import dev.tempo.internal.io.KeyValueFile.Form;
import dev.tempo.process.ProcessResult.Cleanup;
import dev.tempo.process.ProcessResult.EndedBy;
import dev.tempo.process.ProcessResult.Ending;
import dev.tempo.process.ProcessResult.Exit;
import dev.tempo.process.ProcessResult.Span;
import dev.tempo.process.ProcessResult.Totals;
import dev.tempo.process.linux.ProcfsTable;
import dev.tempo.process.supervise.ExitFile;
import dev.tempo.process.supervise.ResultFields;
import dev.tempo.process.supervise.RunFile;
import dev.tempo.process.supervise.WrapperScript;
import dev.tempo.process.system.ProcessEntry;
import dev.tempo.process.system.ProcessHandleTable;
import dev.tempo.process.system.ProcessTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts and values that need no process. */
class ValuesTest {
  private static final String TIMES = "0m0.010s 0m0.020s\n1m2,500s 0m0.000000s\n";

  @ParameterizedTest
  @CsvSource({
    "'', 0, 0, ",
    "'', 143, 143, ",
    "'', 141, 141, ",
    "'', 130, , SIGINT",
    "'Terminated|', 143, , SIGTERM",
    "'w.sh: line 4:  7441 Killed        ( exec \"$@\" )|', 137, , SIGKILL",
    "'Real-time signal 3|', 165, , SIG37"
  })
  void exitNote_tellsCodesFromSignals(String message, int status, Integer code, String signal) {
    String text = message.replace('|', '\n') + "ended\n" + TIMES + "rc=" + status + "\n";

    ExitFile note = ExitFile.parse(text).orElseThrow();

    assertThat(note.exit().code().stream().boxed())
        .isEqualTo(code == null ? List.of() : List.of(code));
    assertThat(note.exit().signal()).isEqualTo(Optional.ofNullable(signal));
    assertThat(note.cpu()).isEqualTo(Duration.ofMillis(62_530));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ended\n", "ended\nrc=0", "ended\nrc=\n", "rc=0\n", "Killed\n"})
  void exitNote_thatIsCutOff_isNone(String text) {
    assertThat(ExitFile.parse(text)).isEmpty();
  }

  @Test
  void processEntry_isParsedWhateverItsName() {
    String stat = "42 (a) b (c)) S 7 8 9 0 -1 4194304 1 2 3 4 10 20 30 40 20 0 1 0 12345 999 5 6 7";
    byte[] bytes = stat.getBytes(StandardCharsets.ISO_8859_1);

    ProcessEntry entry = parse(stat);

    assertThat(entry.parent()).isEqualTo(7);
    assertThat(entry.group()).isEqualTo(8);
    assertThat(entry.session()).isEqualTo(9);
    assertThat(entry.cpuTicks()).isEqualTo(100);
    assertThat(entry.start()).isEqualTo(12345);
    assertThat(entry.residentPages()).isEqualTo(5);
    assertThat(entry.lives()).isTrue();
    assertThat(entry.isKernelThread()).isFalse();
    assertThat(parse(stat.replace("4194304", "4194308")).lives()).isFalse(); // exiting
    assertThat(parse(stat.replace("4194304", "4194308").replace(" 20 0 1 ", " 20 0 2 ")).lives())
        .isTrue(); // another thread goes on
    assertThat(parse(stat.replace("4194304", "2097152")).isKernelThread()).isTrue();
    for (int length = 0; length < stat.length() - 5; length++) {
      assertThat(ProcessEntry.parse(42, bytes, length)).isEmpty();
    }
  }

  private static ProcessEntry parse(String stat) {
    byte[] bytes = stat.getBytes(StandardCharsets.ISO_8859_1);
    return ProcessEntry.parse(42, bytes, bytes.length).orElseThrow();
  }

  @Test
  void processTables_agreeAboutThisJvm() {
    long self = ProcessHandle.current().pid();
    ProcessTable proc = new ProcfsTable();
    ProcessTable handles = new ProcessHandleTable();

    assertThat(proc.scan()).anyMatch(entry -> entry.pid() == self);
    assertThat(handles.scan()).anyMatch(entry -> entry.pid() == self);
    long parent = proc.find(self).orElseThrow().parent();
    assertThat(handles.find(self).orElseThrow().parent()).isEqualTo(parent);
    assertThat(proc.peakBytes(self)).isGreaterThan(1 << 20);
    assertThat(proc.proportionalBytes(self)).isGreaterThan(1 << 20);
    assertThat(proc.variable(self, "PATH")).isPresent();
    assertThat(proc.variable(self, "NO_SUCH_VARIABLE")).isEmpty();
    assertThat(proc.ticksPerSecond()).isPositive();
    assertThat(proc.pageBytes()).isPositive();
    assertThat(proc.find(Integer.MAX_VALUE)).isEmpty();
    assertThat(proc.peakBytes(Integer.MAX_VALUE)).isZero();
    assertThat(proc.proportionalBytes(Integer.MAX_VALUE)).isNegative();
    assertThat(handles.variable(self, "PATH")).isEmpty();
    assertThat(handles.proportionalBytes(self)).isNegative();
  }

  @Test
  void result_isStoredAndReadAsItWas(@TempDir Path directory) throws Exception {
    ProcessResult result =
        new ProcessResult(
            Exit.ofSignal(9),
            new Ending(EndedBy.STOPPED, Optional.of(StopReason.REPLACED), Optional.of("a\nb=c")),
            new Span(Instant.EPOCH, Instant.EPOCH.plusMillis(1)),
            new Totals(Duration.ofNanos(123), 45, 6.7),
            new Cleanup(1, 2, 3, List.of("sleep", "a=b"), 4));
    Path file = directory.resolve("result");

    ResultFields.of(result).write(file);
    ProcessResult read = ResultFields.result(KeyValueFile.read(file, Form.PLAIN).orElseThrow());

    assertThat(read.explanation()).contains("a b=c");
    assertThat(read)
        .usingRecursiveComparison()
        .ignoringFields("ending.explanation")
        .isEqualTo(result);
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() - 2));
    assertThat(KeyValueFile.read(file, Form.PLAIN)).isEmpty();
    assertThat(KeyValueFile.read(directory.resolve("none"), Form.PLAIN)).isEmpty();
  }

  @Test
  void whitelist_selectsNamesAndBeginnings() {
    Map<String, String> environment =
        Map.of("PATH", "p", "LC_ALL", "C", "LC", "x", "SECRET", "s", "a.b", "y", "HOME", "h");

    assertThat(EnvironmentWhitelist.standard().select(environment))
        .containsOnlyKeys("PATH", "LC_ALL", "HOME");
    assertThat(EnvironmentWhitelist.parse("*").select(environment))
        .containsOnlyKeys("PATH", "LC_ALL", "LC", "SECRET", "HOME");
    assertThat(EnvironmentWhitelist.parse(" ").select(environment)).isEmpty();
    assertThat(EnvironmentWhitelist.parse("A, B*\nC")).hasToString("A,B*,C");
  }

  @ParameterizedTest
  @ValueSource(strings = {"A*B", "A?", "[AB]", "1A", "A=1", "**"})
  void whitelist_hasNoOtherMagic(String pattern) {
    assertThatThrownBy(() -> EnvironmentWhitelist.parse(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + pattern + "'");
  }

  @Test
  void specification_checksEachValueWhereItIsSet() {
    UUID id = UUID.randomUUID();
    ProcessSpec.Builder spec = ProcessSpec.of(id, "true");

    assertThatThrownBy(() -> ProcessSpec.of(id)).hasMessageContaining("command is empty");
    assertThatThrownBy(() -> ProcessSpec.of(id, "")).hasMessageContaining("command is empty");
    assertThatThrownBy(() -> ProcessSpec.of(id, "a", "b\0")).hasMessageContaining("NUL");
    assertThatThrownBy(() -> spec.environment(Map.of("a-b", ""))).hasMessageContaining("'a-b'");
    assertThatThrownBy(() -> spec.environment(Map.of("a", "\0"))).hasMessageContaining("NUL");
    assertThatThrownBy(() -> spec.timeout(Duration.ZERO)).hasMessageContaining("PT0S");
    assertThatThrownBy(() -> spec.timeout(Duration.ofSeconds(-1))).hasMessageContaining("PT-1S");
    assertThatThrownBy(() -> spec.grace(Duration.ofSeconds(-1))).hasMessageContaining("PT-1S");
    assertThat(spec.build().grace()).isEqualTo(Duration.ofSeconds(5));
    assertThat(spec.build().timeout()).isEmpty();
    assertThat(spec.build().limits()).isEqualTo(ProcessLimits.NONE);
    assertThat(spec.build().leftovers()).isEqualTo(ProcessSpec.OrphanPolicy.END);
    assertThat(spec.build().directory()).isAbsolute();
    assertThat(spec.timeout(Duration.ofDays(36_525)).build().timeout()).isPresent();
  }

  @Test
  void limits_sayWhatTheyAllow() {
    assertThatThrownBy(() -> ProcessLimits.NONE.withNice(20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("NICE is 20, must be between -20 and 19");
    assertThatThrownBy(() -> ProcessLimits.NONE.withMemoryBytes(5))
        .hasMessageContaining("MEMORY_BYTES is 5");
    assertThat(ProcessLimits.NONE.isEmpty()).isTrue();
    assertThat(ProcessLimits.NONE.withNice(1)).isEqualTo(ProcessLimits.NONE.withNice(1));
    assertThat(ProcessLimits.NONE.withNice(1)).hasSameHashCodeAs(ProcessLimits.NONE.withNice(1));
    assertThat(ProcessLimits.NONE.withNice(1)).isNotEqualTo(ProcessLimits.NONE).isNotEqualTo("");
    assertThat(ProcessLimits.NONE.withNice(1)).hasToString("ProcessLimits{NICE=1}");
  }

  @Test
  void hugeMemoryLimit_doesNotOverflow(@TempDir Path directory) throws Exception {
    RunFile record =
        new RunFile(
            Instant.EPOCH,
            ProcessSpec.of(UUID.randomUUID(), "true")
                .limits(ProcessLimits.NONE.withMemoryBytes(Long.MAX_VALUE))
                .build()
                .policy(),
            Optional.empty());

    List<String> line =
        WrapperScript.install(directory)
            .wrap(List.of("true"), directory, Optional.empty(), record, "1");

    assertThat(line).contains(Long.toString(Long.MAX_VALUE >> 10));
    assertThat(RunFile.of(record.toFields())).isEqualTo(record);
  }
}
