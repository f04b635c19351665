package dev.tempo.server.backup;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/** Backups, for what fuzzes them: made, and verified. */
public final class ReadBackup {
  private ReadBackup() {}

  /** The bytes of a backup of a few files. */
  public static byte[] made(Path scratch) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (BackupArchive.Writer writer =
        new BackupArchive.Writer(bytes, BackupProgress.unwatched())) {
      writer.addDirectory("scripts", EntryAccess.PRIVATE);
      for (String name : new String[] {"tempo.db", "scripts/report.py"}) {
        Path file = Files.writeString(scratch.resolve("packed"), name.repeat(100));
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        try (FileSnapshot snapshot = FileSnapshot.ofOwn(file)) {
          writer.add(name, snapshot);
        }
        Files.delete(file);
      }
      writer.finish(new Manifest("0", Instant.EPOCH, Map.of("jobs", 1L), writer.sums()));
    }
    return bytes.toByteArray();
  }

  /** Verifies one; false if it is refused, as it is promised to be. */
  public static boolean verify(byte[] bytes, Path scratch) throws IOException {
    Path file = Files.write(scratch.resolve("backup.tar.gz"), bytes);
    try {
      BackupArchive.verify(file, BackupProgress.unwatched());
      return true;
    } catch (BackupException e) {
      return false;
    } finally {
      Files.delete(file);
    }
  }
}
