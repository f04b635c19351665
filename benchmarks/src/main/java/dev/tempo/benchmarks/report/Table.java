package dev.tempo.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/** Figures as a table of text. */
public final class Table {
  private final List<String> head = new ArrayList<>(List.of("case", "unit", "ours"));
  private final List<List<String>> lines = new ArrayList<>();

  private Table(List<Figure> figures) {
    Set<String> peers = new LinkedHashSet<>();
    figures.forEach(figure -> peers.addAll(figure.peers().keySet()));
    head.addAll(peers);
    head.addAll(List.of("floor", "ratio", "target", "met"));
    figures.forEach(figure -> lines.add(line(figure, peers)));
  }

  /** For a screen: columns side by side. */
  public static String plain(List<Figure> figures) {
    Table table = new Table(figures);
    int[] widths = IntStream.range(0, table.head.size()).map(table::width).toArray();
    StringBuilder text = new StringBuilder(padded(table.head, widths));
    table.lines.forEach(line -> text.append(padded(line, widths)));
    return text.toString();
  }

  /** For a page of Markdown. */
  public static String markdown(List<Figure> figures) {
    Table table = new Table(figures);
    StringBuilder text = new StringBuilder(bars(table.head));
    text.append(bars(table.head.stream().map(name -> "---").toList()));
    table.lines.forEach(line -> text.append(bars(line)));
    return text.toString();
  }

  /** Which of a row's targets are met, in one line. */
  public static String verdict(String row, List<Figure> figures) {
    List<Figure> held = figures.stream().filter(figure -> figure.verdict().isPresent()).toList();
    List<String> missed =
        held.stream().filter(figure -> !figure.verdict().get().met()).map(Table::missed).toList();
    if (held.isEmpty()) {
      return row + ": no targets";
    }
    String met =
        String.format(
            Locale.ROOT, "%s: %d of %d targets met", row, held.size() - missed.size(), held.size());
    return missed.isEmpty() ? met : met + "; missed: " + String.join(", ", missed);
  }

  private static String missed(Figure figure) {
    return String.format(
        Locale.ROOT,
        "%s (%s %s, not %s)",
        figure.subject().name(),
        text(figure.ours()),
        figure.subject().unit(),
        figure.verdict().map(Figure.Verdict::target).orElse(""));
  }

  private static List<String> line(Figure figure, Set<String> peers) {
    List<String> cells = new ArrayList<>();
    cells.add(figure.subject().name());
    cells.add(figure.subject().unit());
    cells.add(text(figure.ours()));
    for (String peer : peers) {
      Double value = figure.peers().get(peer);
      cells.add(value == null ? "" : ReadableNumbers.text(value));
    }
    cells.add(text(figure.floor()));
    cells.add(figure.ratio().isEmpty() ? "" : text(figure.ratio()) + " ×");
    cells.add(figure.verdict().map(Figure.Verdict::target).orElse(""));
    cells.add(figure.verdict().map(verdict -> verdict.met() ? "yes" : "no").orElse(""));
    return cells;
  }

  private static String text(OptionalDouble value) {
    return value.isPresent() ? ReadableNumbers.text(value.getAsDouble()) : "";
  }

  private int width(int column) {
    int widest = head.get(column).length();
    for (List<String> line : lines) {
      widest = Math.max(widest, line.get(column).length());
    }
    return widest;
  }

  private static String padded(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String space = " ".repeat(widths[column] - cells.get(column).length());
      boolean left = column < 2;
      line.append(left ? cells.get(column) + space : space + cells.get(column)).append("  ");
    }
    return line.toString().stripTrailing() + "\n";
  }

  private static String bars(List<String> cells) {
    return "| " + String.join(" | ", cells).replace("*", "\\*") + " |\n";
  }
}
