package dev.tempo.server.templates;

import dev.tempo.message.Message;
import dev.tempo.server.message.Messages;
import dev.tempo.server.message.Translation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts what people read into a script, in their language. In its place a script has marks, as
 * {@code «notAFile|path={source}»}: what the text is called, and the code that goes where the text
 * has a placeholder.
 *
 * <p>Marks stand in comments and within double quotes, of Python and of shells. Translations may be
 * an installation's own, so that no text may end those quotes or become code.
 */
public final class TemplateText {
  private static final String TEXTS = "api.template.script.";
  private static final Pattern MARK = Pattern.compile("«([A-Za-z]+)((?:\\|[a-z]+=[^|»]+)*)»");
  private static final Pattern CODE = Pattern.compile("\\|([a-z]+)=([^|»]+)");

  /** Stand for code while a text is not yet free of what could become some. */
  private static final char FIRST_HELD = '\uE000';

  private final Translation language;
  private final String description;

  /**
   * In a language.
   *
   * @param description what the script does, which the mark {@code «description»} stands for
   */
  TemplateText(Translation language, String description) {
    this.language = language;
    this.description = description;
  }

  /** A script with its texts. */
  String of(String script) {
    return MARK.matcher(script).replaceAll(mark -> Matcher.quoteReplacement(said(mark)));
  }

  private String said(MatchResult mark) {
    if (mark.group(1).equals("description")) {
      return harmless(description);
    }
    Map<String, Object> held = new LinkedHashMap<>();
    Map<String, String> code = new LinkedHashMap<>();
    CODE.matcher(mark.group(2))
        .results()
        .forEach(
            one -> {
              String place = String.valueOf((char) (FIRST_HELD + code.size()));
              held.put(one.group(1), place);
              code.put(place, one.group(2));
            });
    Message english = Messages.message(TEXTS + mark.group(1), pairs(held));
    String text = harmless(language.text(english));
    for (Map.Entry<String, String> one : code.entrySet()) {
      text = text.replace(one.getKey(), one.getValue());
    }
    return text;
  }

  private static Object[] pairs(Map<String, Object> values) {
    return values.entrySet().stream()
        .flatMap(one -> java.util.stream.Stream.of(one.getKey(), one.getValue()))
        .toArray();
  }

  /** Without what would end a line, a quotation or a text in Python or a shell. */
  public static String harmless(String text) {
    return text.replaceAll("\\s*[\\r\\n]+\\s*", " ").replace('"', '”').replaceAll("[\\\\`${}]", "");
  }
}
