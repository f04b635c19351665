package dev.tempo.server.doctor;

import dev.tempo.files.PosixPermissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Whether the server may write what it has to, and nobody else may look into what is private. */
final class PermissionExamination implements Doctor.Examination {
  private static final String AREA = "permissions";
  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final Patient patient;
  private final List<Finding> found = new ArrayList<>();

  PermissionExamination(Patient patient) {
    this.patient = patient;
  }

  @Override
  public List<Finding> findings() throws IOException {
    Path directory = patient.directory();
    if (!Files.isDirectory(directory) || !PosixPermissions.areSupported()) {
      return found;
    }
    UserPrincipal owner = Files.getOwner(directory);
    for (Path each : looked(directory)) {
      if (!Files.isWritable(each) || !Files.isReadable(each)) {
        found.add(
            Finding.fault(
                AREA, each + " cannot be read and written by this account: chown or chmod it"));
      } else if (!Files.getOwner(each, LinkOption.NOFOLLOW_LINKS).equals(owner)) {
        found.add(
            Finding.fault(
                AREA, each + " belongs to another account than " + directory + ": chown it"));
      }
    }
    for (Path secret : secrets(directory)) {
      lookAtMode(secret);
    }
    return found;
  }

  /** What the server writes to as soon as it starts. */
  private List<Path> looked(Path directory) {
    return Stream.of(
            "",
            "tempo.db",
            "logs.db",
            "config",
            "scripts",
            "runs",
            "envs",
            "begun",
            "logs",
            "projects",
            "backups",
            "trash")
        .map(directory::resolve)
        .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
        .toList();
  }

  private List<Path> secrets(Path directory) throws IOException {
    List<Path> secrets = new ArrayList<>(List.of(patient.database()));
    secrets.add(patient.database().resolveSibling("logs.db"));
    Path config = directory.resolve("config");
    if (Files.isDirectory(config)) {
      try (Stream<Path> all = Files.list(config)) {
        all.filter(file -> file.toString().endsWith(".key")).sorted().forEach(secrets::add);
      }
    }
    return secrets.stream().filter(Files::isRegularFile).toList();
  }

  private void lookAtMode(Path file) throws IOException {
    Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
    mode.addAll(Files.getPosixFilePermissions(file));
    if (mode.removeAll(OF_OTHERS)) {
      found.add(
          Finding.warning(AREA, "Others may look into " + file)
              .with(
                  "take that from them (" + PosixFilePermissions.toString(mode) + ")",
                  () -> Files.setPosixFilePermissions(file, mode)));
    }
  }
}
