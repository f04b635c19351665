package dev.tempo.server.markdown;

import java.util.Set;
import org.commonmark.parser.beta.InlineContentParser;
import org.commonmark.parser.beta.InlineContentParserFactory;
import org.commonmark.parser.beta.InlineParserState;
import org.commonmark.parser.beta.ParsedInline;
import org.commonmark.parser.beta.Position;
import org.commonmark.parser.beta.Scanner;

/**
 * Finds formulas by pandoc's rule (its manual, extension {@code tex_math_dollars}): {@code $x$}
 * where nothing blank stands right behind the first sign or right before the second one, and no
 * digit behind that; {@code $$x$$}; besides them {@code \(x\)} and {@code \[x\]}. A sign after a
 * backslash is a sign. It is the next sign that closes a formula or not, so that no sign is looked
 * at more than twice.
 */
final class MathInlineParser implements InlineContentParser {
  private static final char DOLLAR = '$';
  private static final char BACKSLASH = '\\';

  /** After a search to the end of a text another one would find nothing either. */
  private boolean noMoreParentheses;

  private boolean noMoreBrackets;

  /** Makes one for each text. */
  static final class Factory implements InlineContentParserFactory {
    @Override
    public Set<Character> getTriggerCharacters() {
      return Set.of(DOLLAR, BACKSLASH);
    }

    @Override
    public InlineContentParser create() {
      return new MathInlineParser();
    }
  }

  @Override
  public ParsedInline tryParse(InlineParserState state) {
    Scanner scanner = state.scanner();
    if (scanner.next(DOLLAR)) {
      return scanner.next(DOLLAR) ? display(scanner) : inline(scanner);
    }
    scanner.next();
    if (scanner.next('(') && !noMoreParentheses) {
      ParsedInline found = upTo(scanner, ')', false);
      noMoreParentheses = found == ParsedInline.none();
      return found;
    }
    if (scanner.next('[') && !noMoreBrackets) {
      ParsedInline found = upTo(scanner, ']', true);
      noMoreBrackets = found == ParsedInline.none();
      return found;
    }
    return ParsedInline.none();
  }

  private static ParsedInline inline(Scanner scanner) {
    Position start = scanner.position();
    if (isBlank(scanner.peek())) {
      return ParsedInline.none();
    }
    boolean afterBlank = false;
    while (scanner.hasNext()) {
      Position end = scanner.position();
      if (scanner.next(DOLLAR)) {
        return afterBlank || isDigit(scanner.peek())
            ? ParsedInline.none()
            : parsed(scanner, start, end, false);
      }
      afterBlank = isBlank(skip(scanner));
    }
    return ParsedInline.none();
  }

  private static ParsedInline display(Scanner scanner) {
    Position start = scanner.position();
    while (scanner.hasNext()) {
      Position end = scanner.position();
      if (scanner.next(DOLLAR)) {
        if (scanner.next(DOLLAR)) {
          return parsed(scanner, start, end, true);
        }
      } else {
        skip(scanner);
      }
    }
    return ParsedInline.none();
  }

  private static ParsedInline upTo(Scanner scanner, char closing, boolean display) {
    Position start = scanner.position();
    while (scanner.hasNext()) {
      Position end = scanner.position();
      if (scanner.next(BACKSLASH)) {
        if (scanner.next(closing)) {
          return parsed(scanner, start, end, display);
        }
      }
      scanner.next();
    }
    return ParsedInline.none();
  }

  private static ParsedInline parsed(Scanner scanner, Position start, Position end, boolean block) {
    String tex = scanner.getSource(start, end).getContent();
    return tex.isBlank()
        ? ParsedInline.none()
        : ParsedInline.of(new MathNode(tex.strip(), block), scanner.position());
  }

  /** Goes on by one character, or by two if the first one takes its meaning from the second. */
  private static char skip(Scanner scanner) {
    char at = scanner.peek();
    scanner.next();
    if (at == BACKSLASH && scanner.hasNext()) {
      scanner.next();
    }
    return at;
  }

  private static boolean isBlank(char at) {
    return at == ' ' || at == '\t' || at == '\n' || at == Scanner.END;
  }

  private static boolean isDigit(char at) {
    return at >= '0' && at <= '9';
  }
}
