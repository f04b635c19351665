package dev.tempo.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A page of Markdown that shows the figures of all rows between two marks.
 *
 * @param file the page
 */
public record Page(Path file) {
  private static final String BEGIN = "<!-- results -->";
  private static final String END = "<!-- end of results -->";

  /**
   * Puts what was measured last between the marks.
   *
   * @param directory where the rows' files are
   * @throws IllegalStateException if the marks are missing, or no row was measured
   */
  public void update(Path directory) throws IOException {
    String page = Files.readString(file);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    if (end < begin) {
      throw new IllegalStateException(file + " has no line " + BEGIN + " before " + END);
    }
    Files.writeString(
        file, page.substring(0, begin) + "\n\n" + results(directory) + page.substring(end));
  }

  private static String results(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> found = Files.list(directory)) {
      found.filter(path -> path.toString().endsWith(".json")).sorted().forEach(files::add);
    }
    if (files.isEmpty()) {
      throw new IllegalStateException("Nothing was measured yet: " + directory + " has no results");
    }
    StringBuilder text = new StringBuilder(machine() + "\n\n");
    for (Path row : files) {
      String name = row.getFileName().toString().replace(".json", "");
      text.append("### ").append(name).append("\n\n");
      text.append(Table.markdown(FigureFile.read(row))).append('\n');
    }
    return text.toString();
  }

  private static String machine() throws IOException {
    return String.format(
        Locale.ROOT,
        "%s; %d cores (%s), %s %s, Java %s.",
        LocalDate.now(),
        Runtime.getRuntime().availableProcessors(),
        processor(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("java.version"));
  }

  private static String processor() throws IOException {
    Path list = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(list)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(list)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }
}
