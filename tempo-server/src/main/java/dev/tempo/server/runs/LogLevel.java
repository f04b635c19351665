package dev.tempo.server.runs;

import dev.tempo.log.LogLine;
import dev.tempo.server.failures.PlainText;
import dev.tempo.server.http.QueryParameters;
import dev.tempo.server.http.json.JsonValues;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The level that a line of a log names, as the loggers of Python, Java, syslog and structured logs
 * write it. The pages recognise it by the same rules, for its colour; tests hold both to the same
 * lines.
 */
public enum LogLevel {
  /** What only matters to whoever looks for a mistake. */
  DEBUG("TRACE|DEBUG|FINE|FINER|FINEST"),
  /** What is as it should be. */
  INFO("INFO|NOTICE|CONFIG"),
  /** What may become an error. */
  WARNING("WARN|WARNING"),
  /** What failed. */
  ERROR("ERROR|ERR|SEVERE|CRITICAL|CRIT|FATAL|ALERT|EMERG|PANIC");

  /** By the severities of RFC 5424, 6.2.1. */
  private static final List<LogLevel> BY_SEVERITY =
      List.of(ERROR, ERROR, ERROR, ERROR, WARNING, INFO, INFO, DEBUG);

  private static final int PRIORITIES = 192;
  private static final int SEVERITIES = 8;
  private static final int BEGINNING = 400;
  private static final int PARTS = 8;
  private static final Map<String, LogLevel> BY_WORD = new HashMap<>();

  static {
    for (LogLevel level : values()) {
      level.words.forEach(word -> BY_WORD.put(word, level));
    }
  }

  private static final String WORD =
      BY_WORD.keySet().stream()
          .sorted((a, b) -> b.length() - a.length())
          .collect(Collectors.joining("|"));
  private static final Pattern FIRST =
      Pattern.compile("^\\[?(" + WORD + ")(?:\\s*\\]|:|\\s+[-|]|\\s*$|\\s{2}|\\t|\\s\\[)");
  private static final String CLOCK = "\\d{1,2}:\\d{2}(?::\\d{2})?(?:[.,]\\d{1,9})?";
  private static final String DATE = "\\d{1,4}[-/.]\\d{1,2}[-/.]\\d{2,4}";
  private static final Pattern TIME =
      Pattern.compile(
          "^(?:[A-Z][a-z]{2}\\s{1,2}\\d{1,2}\\s)?[\\[(]?(?:"
              + (DATE + "(?:[T ]" + CLOCK + ")?|" + CLOCK)
              + ")\\s?(?:Z\\b|[+-]\\d{2}:?\\d{2}\\b|[AP]M\\b|UTC\\b|GMT\\b|CES?T\\b)?[\\])]?");
  private static final Pattern SEPARATORS = Pattern.compile("^[-|:\\s]{1,40}");
  private static final Pattern LEVEL =
      Pattern.compile(
          "^(?:("
              + WORD
              + ")(?=[\\s\\])|:]|$)|[\\[(<](?:\\w{1,30}:)?\\s?("
              + (WORD + "|" + WORD.toLowerCase(Locale.ROOT))
              + ")\\s{0,5}[\\])>])");

  /**
   * What loggers write between a time and a level: brackets, numbers, names that are no words of a
   * sentence, and words before a separator.
   */
  private static final Pattern BETWEEN =
      Pattern.compile(
          "^(?:[\\[(<][^\\])>]{0,60}[\\])>]"
              + "|(?=[\\w-]*[\\d_.$/#@\\[])\\w[\\w.$/#@:\\[\\]-]{0,100}(?<=[\\w\\]:])(?=\\s|$)"
              + "|\\w{1,60}(?=\\s+[-|]\\s|\\s*:\\s|\\s\\w{1,60}\\[\\d+\\]:))");

  private static final String FIELDS = "(?:level|levelname|lvl|severity)";
  private static final Pattern FIELD =
      Pattern.compile(
          "(?:^|[\\s{,])(?:\""
              + (FIELDS + "\"\\s*:\\s*|" + FIELDS + "=)\"?(" + WORD + ")")
              + "(?=[\"\\s,}]|$)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PRIORITY = Pattern.compile("^<(\\d{1,3})>");

  private final List<String> words;

  LogLevel(String words) {
    this.words = Arrays.asList(words.split("\\|"));
  }

  /** The level of a line as it was printed; empty if it names none where loggers do. */
  public static Optional<LogLevel> of(String line) {
    String start = line.substring(0, Math.min(line.length(), 2 * BEGINNING));
    String plain = PlainText.of(start);
    String text = plain.substring(0, Math.min(plain.length(), BEGINNING)).stripLeading();
    Matcher priority = PRIORITY.matcher(text);
    if (priority.find() && Integer.parseInt(priority.group(1)) < PRIORITIES) {
      return Optional.of(BY_SEVERITY.get(Integer.parseInt(priority.group(1)) % SEVERITIES));
    }
    return word(FIRST, text)
        .or(() -> afterTime(text))
        .or(() -> word(FIELD, text))
        .map(word -> BY_WORD.get(word.toUpperCase(Locale.ROOT)));
  }

  /**
   * Which lines a request wants by their levels: those with the level of its parameter {@code
   * level}, or a graver one; empty if it wants all, also those without one.
   *
   * @throws dev.tempo.server.http.problem.ApiException 422 if there is no such level
   */
  public static Optional<Predicate<LogLine>> filter(QueryParameters query) {
    return query
        .parsed(
            "level",
            text -> LogLevel.valueOf(text.toUpperCase(Locale.ROOT)),
            JsonValues.oneOf(List.of("debug", "info", "warning", "error")))
        .map(
            least ->
                line ->
                    line.stream() != LogLine.Stream.SYSTEM
                        && !line.continued()
                        && of(line.text())
                            .filter(level -> level.compareTo(least) >= 0)
                            .isPresent());
  }

  private static Optional<String> word(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** The word behind a time, with nothing but what loggers write between them. */
  private static Optional<String> afterTime(String text) {
    Matcher time = TIME.matcher(text);
    String rest = time.find() ? text.substring(time.end()) : "";
    for (int part = 0; part < PARTS && !rest.isEmpty(); part++) {
      rest = SEPARATORS.matcher(rest).replaceFirst("");
      Matcher level = LEVEL.matcher(rest);
      if (level.find()) {
        return Optional.of(level.group(1) != null ? level.group(1) : level.group(2));
      }
      Matcher between = BETWEEN.matcher(rest);
      if (!between.find()) {
        return Optional.empty();
      }
      rest = rest.substring(between.end());
    }
    return Optional.empty();
  }
}
