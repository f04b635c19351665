package dev.tempo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Nothing that Tempo writes or reads depends on the locale of whoever starts it: SQL, JSON, files
 * and messages are the same everywhere. So each call that would ask for the default locale names
 * one, in the sources of every module.
 */
class LocaleRuleTest {
  private static final Pattern WITHOUT_LOCALE =
      Pattern.compile(
          "\\.formatted\\("
              + "|\\.to(?:Lower|Upper)Case\\(\\)"
              + "|String\\.format\\(\\s*(?!\\s|Locale|locale)"
              + "|\\.printf\\(\\s*(?!\\s|Locale|locale)"
              + "|::to(?:Lower|Upper)Case\\b"
              + "|::formatted\\b"
              + "|String::format\\b"
              + "|new Formatter\\(\\)"
              + "|MessageFormat\\.format\\("
              + "|new (?:MessageFormat|DecimalFormat|SimpleDateFormat)\\([^,()]*\\)"
              + "|NumberFormat\\.get\\w*\\(\\)"
              + "|DateTimeFormatter\\.ofPattern\\([^,()]*\\)"
              + "|Collator\\.getInstance\\(\\)"
              + "|Locale\\.getDefault\\(");

  @Test
  void everyCall_namesItsLocale() throws IOException {
    List<String> found = new ArrayList<>();
    List<Path> sources = sources();
    for (Path source : sources) {
      String text = Files.readString(source);
      WITHOUT_LOCALE.matcher(text).results().forEach(call -> found.add(place(source, text, call)));
    }
    assertThat(sources).hasSizeGreaterThan(500);
    assertThat(found).isEmpty();
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(Path.of("..").toRealPath())) {
      for (Path main : modules.map(module -> module.resolve("src/main/java")).toList()) {
        if (Files.isDirectory(main)) {
          try (Stream<Path> files = Files.walk(main)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
          }
        }
      }
    }
    return sources;
  }

  private static String place(Path source, String text, MatchResult call) {
    long line = text.substring(0, call.start()).lines().count();
    return source.getFileName() + ":" + line + " " + call.group();
  }
}
