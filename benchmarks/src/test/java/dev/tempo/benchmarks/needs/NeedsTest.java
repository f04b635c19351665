package dev.tempo.benchmarks.needs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Counts the lines that each need takes with Tempo, in the examples that {@code ExamplesTest} runs,
 * and with its peers, in sources that are compiled against them, and holds the table of {@code
 * docs/needs.md} against them. {@code -Dtempo.needs.write=true} writes it anew.
 */
class NeedsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Path PAGE = ROOT.resolve("docs/needs.md");
  private static final Path EXAMPLES =
      ROOT.resolve("tempo-examples/src/main/java/dev/tempo/examples");
  private static final Path HERE =
      ROOT.resolve("benchmarks/src/test/java/dev/tempo/benchmarks/needs");
  private static final String BEGIN = "<!-- needs -->\n";
  private static final String END = "<!-- end of needs -->\n";

  private final MarkedSource ours = new MarkedSource();
  private final Map<String, MarkedSource> peers = new LinkedHashMap<>();

  @Test
  void table_saysWhatTheSourcesTake() throws IOException {
    readSources();
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    String right = page.substring(0, begin) + "\n" + table() + "\n" + page.substring(end);
    if (Boolean.getBoolean("tempo.needs.write")) {
      Files.writeString(PAGE, right);
    }

    assertThat(Files.readString(PAGE)).isEqualTo(right);
  }

  @Test
  void everyNeed_isShownByAnExample_andNoMarkIsOfNone() throws IOException {
    readSources();
    List<String> marks = Need.ALL.stream().map(Need::mark).sorted().toList();

    assertThat(Need.ALL).hasSize(30);
    assertThat(ours.files().keySet()).containsExactlyElementsOf(marks);
    peers.values().forEach(peer -> assertThat(peer.files().keySet()).isSubsetOf(marks));
  }

  private void readSources() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      for (Path file :
          files.filter(path -> path.toString().endsWith("Main.java")).sorted().toList()) {
        ours.read(file);
      }
    }
    for (String peer : List.of("db-scheduler", "JobRunr", "Quartz")) {
      String name = Character.toUpperCase(peer.charAt(0)) + peer.substring(1).replace("-s", "S");
      peers.put(peer, new MarkedSource().read(HERE.resolve(name + "Needs.java")));
    }
  }

  private String table() {
    StringBuilder text = new StringBuilder("| Need | Tempo |");
    peers.keySet().forEach(peer -> text.append(' ').append(peer).append(" |"));
    text.append("\n|---|---|---|---|---|\n");
    for (Need need : Need.ALL) {
      text.append("| ").append(need.title()).append(" | ").append(shown(need)).append(" |");
      peers.values().forEach(peer -> text.append(' ').append(cell(peer, need)).append(" |"));
      text.append('\n');
    }
    long all = Need.ALL.stream().mapToLong(need -> ours.lines(need).orElseThrow()).sum();
    text.append("| **met** | **30, in ").append(all).append(" lines** |");
    peers.values().forEach(peer -> text.append(' ').append(met(peer)).append(" |"));
    return text.append('\n').toString();
  }

  /** How many are met, in how many lines, and how many lines ours takes for the same ones. */
  private String met(MarkedSource peer) {
    List<Need> met = Need.ALL.stream().filter(need -> peer.lines(need).isPresent()).toList();
    int lines = met.stream().mapToInt(need -> peer.lines(need).orElseThrow()).sum();
    int same = met.stream().mapToInt(need -> ours.lines(need).orElseThrow()).sum();
    return String.format(Locale.ROOT, "**%d, in %d lines** (Tempo: %d)", met.size(), lines, same);
  }

  private String shown(Need need) {
    String name = ours.files().get(need.mark()).getFileName().toString();
    return ours.lines(need).map(String::valueOf).orElse("0")
        + " [`"
        + name.replace(".java", "")
        + "`](../tempo-examples/src/main/java/dev/tempo/examples/"
        + name
        + ")";
  }

  private static String cell(MarkedSource peer, Need need) {
    Optional<Integer> lines = peer.lines(need);
    return lines.isPresent()
        ? String.valueOf(lines.get())
        : peer.whyMissing(need).replaceFirst("^none: ", "no: ").replaceFirst("^none$", "no");
  }
}
