package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

class LogTortureTest {

  private static final int HEAP_MB = 64;

  @TempDir Path directory;

  private void torture(long minutes, String... scenarios) throws Exception {
    Path output = directory.resolve("said");
    String[] arguments = new String[scenarios.length + 1];
    arguments[0] = directory.toString();
    System.arraycopy(scenarios, 0, arguments, 1, scenarios.length);
    Process child = ChildJvm.start(output, HEAP_MB, LogTorture.class, arguments);
    try {
      assertThat(child.waitFor(minutes, TimeUnit.MINUTES)).isTrue();
      assertThat(child.exitValue()).as(ChildJvm.said(output)).isZero();
      System.out.print(ChildJvm.said(output));
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  void outputOfTheWorstKinds_fitsASmallHeap() throws Exception {
    torture(2, "lines:12", "oneline:16", "tiny:1", "binary:4", "progress:32", "many:8");
  }

  @Test
  @Tag("long")
  @EnabledIfSystemProperty(named = "tempo.long", matches = "true")
  void outputOfTheWorstKinds_atFullSize_fitsASmallHeap() throws Exception {
    torture(30, "lines:1024", "oneline:600", "tiny:16", "binary:64", "progress:1024", "many:200");
  }
}
