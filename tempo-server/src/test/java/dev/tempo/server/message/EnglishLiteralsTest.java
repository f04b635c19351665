package dev.tempo.server.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * No English that a person reads in another language is written in the server's sources: neither as
 * a text that stays as it is, nor as what an exception says that is answered, nor as a field of an
 * answer. What is only for logs, the command line or programmers may be English.
 */
final class EnglishLiteralsTest {
  /** Two words in a row, with no key or format between. */
  private static final String WORDS = "\"[^\"\\n]*[A-Za-z]{2,} [a-z]{2,}[^\"\\n]*\"";

  /** What makes people read a literal as it stands. */
  private static final List<Pattern> READ =
      List.of(
          Pattern.compile("\\b(?:asItIs|kept)\\(\\s*\""),
          Pattern.compile(
              "new (?:Api|Conflict|NotFound|JobDisabled|InvalidValue|Backup|Mail|Store|Delivery|"
                  + "Template|Metadata|Group|Import)\\w*Exception\\(\\s*[^;\"]*"
                  + WORDS),
          Pattern.compile(
              "(?:put|set|add)\\(\\s*\"(?:message|note|title|detail|description|reason|text|label|"
                  + "hint|warning|error|subject|problem|help|summary)\",\\s*"
                  + WORDS),
          Pattern.compile("(?:violation|invalid|conflict|notFound|refused)\\([^;]{0,200}?" + WORDS),
          Pattern.compile("Optional\\.of\\(\\s*" + WORDS));

  /** Files that may have so many at most: each of these is only ever to become fewer. */
  private static final Map<String, Integer> EXCEPTIONS =
      Map.of("Installation.java", 4, "NodeKeys.java", 5); // no server starts: the command line

  @Test
  void whatPeopleRead_isNotWrittenInTheSources() {
    Map<String, Set<String>> found = new TreeMap<>();
    for (Path file : MessageCalls.sources()) {
      String code = MessageCalls.code(file);
      for (Pattern pattern : READ) {
        Matcher match = pattern.matcher(code);
        while (match.find()) {
          found
              .computeIfAbsent(file.getFileName().toString(), any -> new TreeSet<>())
              .add(match.group().replaceAll("\\s+", " "));
        }
      }
    }
    found.forEach(
        (file, literals) ->
            assertThat(literals)
                .as(file)
                .hasSizeLessThanOrEqualTo(EXCEPTIONS.getOrDefault(file, 0)));
    assertThat(found.keySet()).as("exceptions that are needed").containsAll(EXCEPTIONS.keySet());
  }
}
