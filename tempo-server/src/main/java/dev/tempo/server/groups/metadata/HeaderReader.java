package dev.tempo.server.groups.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the header of a script. After a line {@code ScriptsManager Metadata:} in a string or
 * comment of Python or a comment of shell, each field is a line {@code @name: value}:
 *
 * <ul>
 *   <li>{@code @description_es} is the text in Spanish; without a language it is English.
 *   <li>A text goes on with the next lines as long as they are indented further.
 *   <li>What begins with a bracket is JSON, over as many lines as it needs.
 *   <li>Where the first field stands on the line of the marker, others may follow on it.
 * </ul>
 *
 * <p>Only the first 64 KiB of a script are looked at, in a time that grows with their length alone.
 */
public final class HeaderReader {
  /** How many characters of a script are looked at. */
  public static final int LIMIT = 1 << 16;

  private static final Pattern FIELD =
      Pattern.compile("(?m)^([ \\t]*)@([A-Za-z][A-Za-z0-9_-]*)[ \\t]*:");
  private static final Pattern FIELD_IN_LINE =
      Pattern.compile(
          "(?m)(?:^|(?<=\\s))([ \\t]*)@((?i:"
              + Arrays.stream(MetadataField.values())
                  .map(MetadataField::fileName)
                  .sorted((a, b) -> b.length() - a.length())
                  .collect(Collectors.joining("|"))
              + ")(?:_[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?)?)[ \\t]*:");
  private static final Pattern LANGUAGE =
      Pattern.compile("(.+?)_([a-z]{2,3})(?:[-_]([a-z0-9]{2,8}))?");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final HeaderBlock block;
  private final Pattern fields;
  private final WarningList warnings;
  private final FieldReader reader;
  private final Map<MetadataField, JsonNode> values = new EnumMap<>(MetadataField.class);

  /** Texts by language, with their lines, of fields that have them. */
  private final Map<MetadataField, Map<String, Located>> texts = new EnumMap<>(MetadataField.class);

  private HeaderReader(HeaderBlock block, WarningList warnings) {
    this.block = block;
    this.fields = block.oneLine() ? FIELD_IN_LINE : FIELD;
    this.warnings = warnings;
    this.reader = new FieldReader(warnings);
  }

  /**
   * Reads a header.
   *
   * @param file the script's file, which ends with {@code .py} if it is one of Python
   * @param text the script
   */
  public static ScriptHeader read(String file, String text) {
    String head = text.substring(0, Math.min(text.length(), LIMIT));
    String lines = head.replace("\r\n", "\n").replace('\r', '\n');
    Optional<HeaderBlock> block =
        file.endsWith(".py") ? HeaderBlock.ofPython(lines) : HeaderBlock.ofShell(lines);
    if (block.isEmpty()) {
      return ScriptHeader.NONE;
    }
    WarningList warnings = new WarningList(file);
    if (!block.get().closed()) {
      warnings.add(
          block.get().line(),
          text.length() > LIMIT ? MetadataMessages.cutOff() : MetadataMessages.unclosedBlock());
    }
    return new HeaderReader(block.get(), warnings).read();
  }

  private ScriptHeader read() {
    String text = block.text();
    Matcher matcher = fields.matcher(text);
    int at = 0;
    int line = block.line();
    int counted = 0;
    while (at <= text.length() && matcher.find(at)) {
      int start = matcher.end();
      line += HeaderBlock.lineFeeds(text, counted, matcher.start(2));
      counted = matcher.start(2);
      at = field(matcher.group(2), matcher.group(1).length(), start, line);
    }
    texts.forEach(
        (field, languages) -> {
          Located all = localized(languages);
          reader.read(field, all).ifPresent(value -> values.put(field, value));
        });
    return new ScriptHeader(new MetadataLayer(values), warnings.all());
  }

  /** Reads the field whose value begins here; returns where it ends. */
  private int field(String name, int indent, int start, int line) {
    String key = name.toLowerCase(Locale.ROOT).replace('-', '_');
    Matcher next = fields.matcher(block.text());
    int end = next.find(start) ? next.start() : block.text().length();
    Optional<MetadataField> plain = MetadataField.inFile(key);
    Matcher language = LANGUAGE.matcher(key);
    if (plain.isPresent()) {
      return value(plain.get(), FieldReader.ENGLISH, new Span(start, end, indent, line));
    }
    if (language.matches()) {
      Optional<MetadataField> localized =
          MetadataField.inFile(language.group(1)).filter(MetadataField::isLocalized);
      if (localized.isPresent()) {
        return value(localized.get(), code(language), new Span(start, end, indent, line));
      }
    }
    warnings.add(line, LenientText.shown(name), MetadataMessages.unknownField());
    return end;
  }

  private static String code(Matcher language) {
    String region = language.group(3);
    return region == null
        ? language.group(2)
        : language.group(2) + "-" + region.toUpperCase(Locale.ROOT);
  }

  /**
   * Where a value stands.
   *
   * @param start after the colon
   * @param end where the next field begins
   * @param indent how far its field is indented
   * @param line of its field
   */
  private record Span(int start, int end, int indent, int line) {}

  private int value(MetadataField field, String language, Span span) {
    int first = span.start();
    while (first < span.end() && Character.isWhitespace(block.text().charAt(first))) {
      first++;
    }
    char begins = first < span.end() ? block.text().charAt(first) : ' ';
    boolean json = begins == '{' && field.isLocalized() || begins == '[' && field.isList();
    if (json) {
      return json(field, first, span);
    }
    String text = text(span);
    if (text.isEmpty()) {
      return span.end();
    }
    Located value = Located.of(NODES.textNode(LenientText.clean(text)), span.line());
    if (field.isLocalized()) {
      Map<String, Located> languages = texts.computeIfAbsent(field, any -> new LinkedHashMap<>());
      if (languages.put(language, value) != null) {
        warnings.add(span.line(), field.apiName(), MetadataMessages.twice());
      }
    } else {
      keep(field, value);
    }
    return span.end();
  }

  private int json(MetadataField field, int first, Span span) {
    String text = block.text();
    int end = closing(text, first, text.length());
    if (end < 0) {
      warnings.add(span.line(), field.apiName(), MetadataMessages.unclosedJson());
      return span.end();
    }
    int line = span.line() + HeaderBlock.lineFeeds(text, span.start(), first);
    Optional<Located> read =
        LocatedJson.read(text.substring(first, end), line, Optional.of(field.apiName()), warnings);
    read.ifPresent(
        value -> {
          if (field.isLocalized()) {
            texts.computeIfAbsent(field, any -> new LinkedHashMap<>()).putAll(value.fields());
          } else {
            keep(field, value);
          }
        });
    return end;
  }

  private void keep(MetadataField field, Located value) {
    if (values.containsKey(field)) {
      warnings.add(value.line(), field.apiName(), MetadataMessages.twice());
    }
    reader.read(field, value).ifPresent(read -> values.put(field, read));
  }

  private static Located localized(Map<String, Located> languages) {
    ObjectNode node = NODES.objectNode();
    languages.forEach((language, text) -> node.set(language, text.node()));
    int line = languages.values().stream().findFirst().map(Located::line).orElse(1);
    return new Located(node, line, new HashMap<>(languages), List.of());
  }

  /** The text, with the lines that follow it as long as they are indented further. */
  private String text(Span span) {
    String[] lines = block.text().substring(span.start(), span.end()).split("\n", -1);
    StringBuilder text = new StringBuilder(lines[0].strip());
    for (int i = 1; i < lines.length; i++) {
      String line = lines[i];
      int indent = line.length() - line.stripLeading().length();
      if (line.isBlank() || indent <= span.indent()) {
        break;
      }
      text.append(text.isEmpty() ? "" : " ").append(line.strip());
    }
    return text.toString();
  }

  /**
   * Where the list or object that begins here ends; -1 if it does not. It does not either where a
   * field begins outside of its texts: JSON knows no such sign, and what is not closed must not
   * take the rest with it.
   */
  private int closing(String text, int first, int limit) {
    int depth = 0;
    boolean quoted = false;
    for (int i = first; i < limit; i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c == '\\') {
          i++;
        } else if (c == '"' || c == '\n') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '[' || c == '{') {
        depth++;
      } else if (c == ']' || c == '}') {
        depth--;
        if (depth == 0) {
          return i + 1;
        }
      } else if (c == '@') {
        return -1;
      }
    }
    return -1;
  }
}
