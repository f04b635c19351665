package dev.tempo.server.versions;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.ChangeDelta;
import com.github.difflib.patch.Chunk;
import com.github.difflib.patch.Patch;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.server.Gate;
import dev.tempo.server.versions.VersionResponses.VersionDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Computes the line differences of two versions of a script. Beyond {@value #MOST_LINES} lines that
 * differ, finding the shortest way would take too long: they are then shown as replaced, all of
 * them. Beyond {@value #MOST_COMPARED} lines of a version nothing is looked at, and the answer says
 * so: a script of a million characters may have as many lines, and each is an object here.
 */
final class LineDiff {
  private static final int CONTEXT = 3;
  private static final int MOST_LINES = 4_000;
  private static final int MOST_COMPARED = 50_000;

  /** What a comparison takes until it is written: more than the answer, by far. */
  static final long BYTES = 24 << 20;

  /** Each takes some megabytes, and a processor; the other half of these is for everybody else. */
  private static final Gate GATE = new Gate(Runtime.getRuntime().availableProcessors() > 3 ? 2 : 1);

  private final List<Difference.Line> lines = new ArrayList<>();
  private int oldLine = 1;
  private int newLine = 1;
  private int added;
  private int removed;

  private LineDiff() {}

  /**
   * Compares. The versions are read when it is their turn, and the answer is written before the
   * next ones may begin: what it is written from has ten times its size, and the heap has room for
   * few of these.
   *
   * @throws ApiException 503 if others are compared for a long while
   */
  static RouteResponse of(String name, Supplier<ScriptVersion> from, Supplier<ScriptVersion> to) {
    return GATE.pass(() -> RouteResponse.ok(compared(name, from.get(), to.get())));
  }

  /** Does what compares versions when it is its turn; see {@link #of}. */
  static <T> T inTurn(Supplier<T> work) {
    return GATE.pass(work);
  }

  /** Compares, in its turn. */
  static VersionDifference compared(String name, ScriptVersion from, ScriptVersion to) {
    String old = from.script().content().orElseThrow();
    String current = to.script().content().orElseThrow();
    List<String> before = lines(old);
    Patch<String> patch = patch(before, lines(current));
    return new VersionDifference(
        told(old, current, before, patch),
        from.number(),
        to.number(),
        unified(title(name, from), title(name, to), before, patch));
  }

  /** Compares two texts, in its turn. */
  static Difference compared(String old, String current) {
    List<String> before = lines(old);
    return told(old, current, before, patch(before, lines(current)));
  }

  private static Difference told(
      String old, String current, List<String> before, Patch<String> patch) {
    LineDiff comparison = new LineDiff();
    comparison.add(patch, before);
    return new Difference(
        comparison.added, comparison.removed, isLong(old) || isLong(current), comparison.lines);
  }

  private static Patch<String> patch(List<String> before, List<String> after) {
    int shorter = Math.min(before.size(), after.size());
    int start = 0;
    while (start < shorter && before.get(start).equals(after.get(start))) {
      start++;
    }
    int end = 0;
    while (end < shorter - start
        && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
      end++;
    }
    List<String> old = before.subList(start, before.size() - end);
    List<String> changed = after.subList(start, after.size() - end);
    if (old.size() + changed.size() <= MOST_LINES) {
      return DiffUtils.diff(before, after, new MyersDiffWithLinearSpace<>());
    }
    Patch<String> whole = new Patch<>();
    whole.addDelta(new ChangeDelta<>(new Chunk<>(start, old), new Chunk<>(start, changed)));
    return whole;
  }

  private static List<String> lines(String content) {
    // A last line without an end is another line than the same with one.
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < content.length() && lines.size() < MOST_COMPARED) {
      int end = content.indexOf('\n', start) + 1;
      end = end == 0 ? content.length() : end;
      lines.add(content.substring(start, end));
      start = end;
    }
    return lines;
  }

  private static boolean isLong(String content) {
    int lines = 0;
    for (int at = 0; at >= 0 && at < content.length() && lines <= MOST_COMPARED; lines++) {
      at = content.indexOf('\n', at) + 1;
      at = at == 0 ? content.length() : at;
    }
    return lines > MOST_COMPARED;
  }

  private static String title(String name, ScriptVersion version) {
    return name + " (version " + version.number() + ")";
  }

  private static String unified(String from, String to, List<String> before, Patch<String> patch) {
    StringBuilder text = new StringBuilder();
    List<String> diff = UnifiedDiffUtils.generateUnifiedDiff(from, to, before, patch, CONTEXT);
    for (String line : diff) {
      boolean header = text.isEmpty() || line.startsWith("@@") || line.startsWith("+++ " + to);
      boolean ended = line.endsWith("\n");
      text.append(line);
      if (!ended) {
        text.append(header ? "\n" : "\n\\ No newline at end of file\n");
      }
    }
    return text.toString();
  }

  private void add(Patch<String> patch, List<String> before) {
    for (AbstractDelta<String> delta : patch.getDeltas()) {
      addSame(before, delta.getSource().getPosition());
      delta.getSource().getLines().forEach(this::addRemoved);
      delta.getTarget().getLines().forEach(this::addAdded);
    }
    addSame(before, before.size());
  }

  private void addSame(List<String> before, int until) {
    while (oldLine <= until) {
      add("same", before.get(oldLine - 1), Optional.of(oldLine++), Optional.of(newLine++));
    }
  }

  private void addRemoved(String text) {
    removed++;
    add("removed", text, Optional.of(oldLine++), Optional.empty());
  }

  private void addAdded(String text) {
    added++;
    add("added", text, Optional.empty(), Optional.of(newLine++));
  }

  private void add(String kind, String line, Optional<Integer> inOld, Optional<Integer> inNew) {
    String text = line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
    lines.add(new Difference.Line(kind, text, inOld, inNew));
  }
}
