package dev.tempo.benchmarks.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What JMH measured of two states of the program in turn, side by side. Something counts as slower
 * if its median is worse by more than a tenth, and its quartiles do not meet those of before: a
 * machine that did something else meanwhile makes the quartiles wide.
 *
 * @param before all that was measured of the first
 * @param after all that was measured of the second
 */
public record Comparison(Results before, Results after) {
  private static final double MOST_WORSE = 1.1;
  private static final double LOWER = 0.25;
  private static final double UPPER = 0.75;

  /**
   * A benchmark with its parameters.
   *
   * @param before what was measured of it first
   * @param after what was measured of it then
   */
  private record Pair(Measured before, Measured after) {

    /** How many times as long it takes. */
    double ratio() {
      double change = after.median() / before.median();
      return moreIsBetter() ? 1 / change : change;
    }

    boolean isSlower() {
      boolean apart =
          moreIsBetter()
              ? after.scores().quantile(UPPER) < before.scores().quantile(LOWER)
              : after.scores().quantile(LOWER) > before.scores().quantile(UPPER);
      return ratio() > MOST_WORSE && apart;
    }

    private boolean moreIsBetter() {
      return before.unit().startsWith("ops");
    }

    String name() {
      return Comparison.name(before);
    }
  }

  /**
   * Prints the table of what {@code benchmarks/compare} has measured.
   *
   * @param arguments the directory with JMH's files, {@code before-*.json} and {@code after-*.json}
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    Comparison comparison =
        new Comparison(read(directory, "before-*.json"), read(directory, "after-*.json"));
    if (comparison.pairs().findAny().isEmpty()) {
      throw new IllegalStateException("No benchmark is in both:\n" + comparison.unpaired());
    }
    System.out.print(comparison.table());
    System.out.print(comparison.unpaired());
    System.out.println(comparison.verdict());
  }

  private static Results read(Path directory, String names) throws IOException {
    List<Path> files = new ArrayList<>();
    try (var found = Files.newDirectoryStream(directory, names)) {
      found.forEach(files::add);
    }
    if (files.isEmpty()) {
      throw new IllegalStateException("JMH wrote no " + names + " into " + directory);
    }
    return Results.read(files.stream().sorted().toList());
  }

  /** A line for each benchmark that both have: medians, and how many times as long it takes. */
  public String table() {
    StringBuilder text = new StringBuilder();
    pairs()
        .forEach(
            pair ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "%-70s %,16.3f %,16.3f %-7s × %.2f%s%n",
                        pair.name(),
                        pair.before().median(),
                        pair.after().median(),
                        pair.before().unit(),
                        pair.ratio(),
                        pair.isSlower() ? "  slower" : "")));
    return text.toString();
  }

  /** A line for each benchmark that only one of them has. */
  public String unpaired() {
    return unpaired(before, after, "before") + unpaired(after, before, "after");
  }

  private static String unpaired(Results these, Results those, String side) {
    return these.all().stream()
        .filter(one -> like(one, those).isEmpty())
        .map(one -> "only " + side + ": " + name(one) + "\n")
        .collect(Collectors.joining());
  }

  /** What became slower by more than a tenth. */
  public List<String> slower() {
    return pairs().filter(Pair::isSlower).map(Pair::name).toList();
  }

  private String verdict() {
    return slower().isEmpty()
        ? "nothing became slower by more than 10 %"
        : "slower by more than 10 %: " + String.join(", ", slower());
  }

  private Stream<Pair> pairs() {
    return before.all().stream()
        .flatMap(one -> like(one, after).stream().map(two -> new Pair(one, two)));
  }

  private static Optional<Measured> like(Measured one, Results those) {
    return those.of(one.benchmark()).stream()
        .filter(two -> two.parameters().equals(one.parameters()))
        .findFirst();
  }

  private static String name(Measured one) {
    return one.parameters().isEmpty() ? one.benchmark() : one.benchmark() + " " + one.parameters();
  }
}
