package dev.tempo.faults.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short form of {@code faults/run fuzz}, of archives. */
class ArchiveFuzzTest {
  @TempDir private Path scratch;

  @ParameterizedTest
  @EnumSource(ArchiveKind.class)
  void anyArchive_isReadInTime_orRefused(ArchiveKind kind) throws IOException {
    fuzz(kind, 300);
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource(ArchiveKind.class)
  void manyArchives_areReadInTime_orRefused(ArchiveKind kind) throws IOException {
    fuzz(kind, 50_000);
  }

  private void fuzz(ArchiveKind kind, int times) throws IOException {
    SplittableRandom random = new SplittableRandom(20261129);
    assertThat(new ArchiveFuzz(kind, random, scratch).run(times)).isEmpty();
  }
}
