package dev.tempo.faults.power;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/**
 * What is on a disk when the power comes back.
 *
 * @param root where it was
 * @param directories all of them, parents before what is in them
 * @param files all of them, with their bytes
 */
record CrashImage(Path root, Set<Path> directories, Map<Path, byte[]> files) {

  /** Puts it into a directory that is not there yet. */
  void writeTo(Path directory) throws IOException {
    for (Path each : directories) {
      Path made = Files.createDirectories(directory.resolve(root.relativize(each).toString()));
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx------"));
    }
    for (Map.Entry<Path, byte[]> file : files.entrySet()) {
      Files.write(directory.resolve(root.relativize(file.getKey())), file.getValue());
    }
  }
}
