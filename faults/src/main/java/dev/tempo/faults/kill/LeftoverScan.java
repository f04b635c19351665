package dev.tempo.faults.kill;

import dev.tempo.faults.history.HistoryViolation;
import dev.tempo.faults.history.HistoryViolation.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds what is left of runs when all have ended, and no server is there: processes and files. */
final class LeftoverScan {
  private static final Set<String> KNOWN =
      Set.of(
          "backups",
          "begun",
          "config",
          "envs",
          "logs",
          "logs.db",
          "projects",
          "runs",
          "scripts",
          "script_groups",
          "secrets",
          "tempo.db",
          "tempo.lock",
          "trash",
          "copies",
          "restore");
  private static final Pattern OF_RUNS = Pattern.compile("boot|wrapper-[0-9a-f]+\\.sh");
  private static final Pattern UNFINISHED =
      Pattern.compile(".*\\.(part|tmp|begun|new|tempo-.*)|\\..*\\.tempo-.*|.*\\.work-.*");

  private final Path data;
  private final List<HistoryViolation> found = new ArrayList<>();

  LeftoverScan(Path data) {
    this.data = data;
  }

  List<HistoryViolation> scan() throws IOException {
    processes();
    directory(data, name -> KNOWN.contains(name));
    directory(data.resolve("runs"), name -> OF_RUNS.matcher(name).matches());
    directory(data.resolve("copies"), name -> false);
    directory(data.resolve("trash"), name -> false);
    try (Stream<Path> all = Files.walk(data)) {
      all.filter(path -> UNFINISHED.matcher(path.getFileName().toString()).matches())
          .forEach(this::left);
    }
    try (Stream<Path> all = Files.walk(data.resolve("envs"))) {
      all.filter(path -> path.getParent().endsWith("tempo-pins")).forEach(this::left);
    }
    return found;
  }

  private void directory(Path directory, Predicate<String> belongs) throws IOException {
    if (Files.isDirectory(directory)) {
      try (Stream<Path> all = Files.list(directory)) {
        all.filter(path -> !belongs.test(path.getFileName().toString())).forEach(this::left);
      }
    }
  }

  private void left(Path path) {
    found.add(new HistoryViolation(Kind.FILE_LEFT, data.relativize(path).toString()));
  }

  /** Whoever has the directory in its command line or in its environment, as scripts do. */
  private void processes() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      for (Path process : all.filter(path -> path.toString().matches("/proc/\\d+")).toList()) {
        long pid = Long.parseLong(process.getFileName().toString());
        if (pid != ProcessHandle.current().pid() && (names(process, "cmdline") || isRun(process))) {
          found.add(
              new HistoryViolation(
                  Kind.PROCESS_LEFT, pid + " " + text(process.resolve("cmdline"))));
        }
      }
    }
  }

  private boolean isRun(Path process) {
    return names(process, "environ") && text(process.resolve("environ")).contains("TEMPO_RUN_ID=");
  }

  private boolean names(Path process, String file) {
    return text(process.resolve(file)).contains(data.toString());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).replace('\0', ' ');
    } catch (IOException e) {
      return ""; // it has ended
    }
  }
}
