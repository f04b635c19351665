package dev.tempo.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.process.supervise.ExitFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("alone")
@ParameterizedClass
@EnumSource(Way.class)
class SamplingTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Parameter Way way;
  @TempDir Path directory;

  private Rig rig() throws Exception {
    return new Rig(
        way,
        directory,
        builder -> builder.sampleInterval(Duration.ofMillis(100)).clock(InstantSource.fixed(NOON)));
  }

  @Test
  void samples_coverTheWholeTree() throws Exception {
    List<ResourceSample> samples = new CopyOnWriteArrayList<>();
    try (Rig rig = rig()) {
      SupervisedProcess process =
          rig.start(
              Rig.shell("sleep 1000 & (while :; do :; done) & sleep 1000").onSample(samples::add));
      process.onSample(
          usage -> {
            throw new IllegalStateException("a listener that fails");
          });
      Rig.await("samples", () -> samples.size() >= 3);
      assertThat(process.usage()).isPresent();
      process.stop(StopReason.CANCELLED);
      ProcessResult result = Rig.result(process);

      ResourceSample last = samples.get(samples.size() - 1);
      assertThat(last.at()).isEqualTo(NOON);
      assertThat(last.processes()).isEqualTo(4);
      assertThat(last.memoryBytes()).isBetween(100_000L, 100L << 20);
      assertThat(samples).anyMatch(usage -> usage.cpuPercent() > 5);
      assertThat(result.maxCpuPercent()).isGreaterThan(5);
      assertThat(result.maxMemoryBytes()).isGreaterThanOrEqualTo(last.memoryBytes());
      assertThat(result.startedAt()).isEqualTo(NOON);
    }
  }

  @Test
  void cpu_ofShortChildrenIsCounted() throws Exception {
    try (Rig rig = rig()) {
      SupervisedProcess process =
          rig.start(
              Rig.shell(
                  "for i in 1 2 3 4 5 6 7 8; do sh -c 'i=0; while [ $i -lt 20000 ]; do i=$((i+1));"
                      + " done'; done; times"));
      ProcessResult result = Rig.result(process);

      Duration told = new TimesOutput(Rig.output(process)).sum();
      assertThat(told).isPositive();
      assertThat(result.cpu()).isBetween(told.minusMillis(50), told.plusMillis(100));
    }
  }

  @Test
  void shortMemoryPeak_isNoticedLater() throws Exception {
    try (Rig rig = rig()) {
      ProcessResult result =
          rig.run(
              Rig.python("import os, time\nx = os.urandom(60 << 20)\ndel x\ntime.sleep(0.6)\n"));

      assertThat(result.maxMemoryBytes()).isBetween(60L << 20, 120L << 20);
    }
  }

  /** The sum of what {@code times} of a shell prints. */
  private record TimesOutput(String text) {
    Duration sum() {
      return ExitFile.parse("ended\n" + text + "rc=0\n").orElseThrow().cpu();
    }
  }
}
