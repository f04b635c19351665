package dev.tempo.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tempo.testkit.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is told of the machine, held against {@code proc(5)}. */
@EnabledOnOs(OS.LINUX)
class HostSamplerTest {
  @TempDir private Path directory;
  private final VirtualClock clock = VirtualClock.at("2026-03-01T00:00:00Z");

  @Test
  void figures_areThoseOfTheKernel() throws Exception {
    HostSampler sampler = new HostSampler(clock, List.of(directory, directory.resolve("none")));
    HostMetrics first = sampler.sample().orElseThrow();
    assertThat(first.at()).isEqualTo(clock.instant());
    assertThat(first.cpu().usedPercent()).isEmpty();
    assertThat(first.cpu().cores()).isEqualTo(lines("/proc/stat", "cpu").size() - 1);
    assertThat(first.memory().totalBytes()).isEqualTo(meminfo("MemTotal:"));
    assertThat(first.memory().availableBytes())
        .isBetween(1L, first.memory().totalBytes())
        .isCloseTo(meminfo("MemAvailable:"), Percentage.withPercentage(20));
    assertThat(first.memory().swapTotalBytes()).isEqualTo(meminfo("SwapTotal:"));
    assertThat(first.uptime().toSeconds()).isCloseTo((long) number("/proc/uptime"), within(60L));
    assertThat(first.cpu().load().orElseThrow().oneMinute()).isBetween(0.0, 10_000.0);
    assertThat(first.processes()).isPositive();
    assertThat(first.disks())
        .singleElement()
        .satisfies(
            disk -> {
              assertThat(disk.directory()).isEqualTo(directory);
              assertThat(disk.totalBytes())
                  .isEqualTo(Files.getFileStore(directory).getTotalSpace());
              assertThat(disk.usableBytes()).isBetween(0L, disk.totalBytes());
            });
  }

  @Test
  void look_isMade_everyThreeSecondsAtMost() {
    HostSampler sampler = new HostSampler(clock, List.of());
    HostMetrics first = sampler.sample().orElseThrow();
    clock.advance(Duration.ofMillis(2_999));
    assertThat(sampler.sample().orElseThrow()).isSameAs(first);
    clock.advance(Duration.ofMillis(1));
    HostMetrics second = sampler.sample().orElseThrow();
    assertThat(second.at()).isEqualTo(first.at().plusSeconds(3));
    assertThat(second.cpu().usedPercent().orElseThrow()).isBetween(0.0, 100.0);
  }

  private static long meminfo(String key) throws IOException {
    return Long.parseLong(lines("/proc/meminfo", key).getFirst().replaceAll("\\D+", "")) * 1024;
  }

  private static double number(String file) throws IOException {
    return Double.parseDouble(Files.readString(Path.of(file)).split(" ", 2)[0]);
  }

  private static List<String> lines(String file, String start) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(start))
        .toList();
  }
}
