package dev.tempo.server.markdown;

import dev.tempo.message.Message;
import dev.tempo.server.message.Messages;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks whether what belongs together in a formula is there: braces, {@code \begin} and {@code
 * \end}, {@code \left} and {@code \right}. Whether each command is one that can be drawn is known
 * where it is drawn.
 */
final class TexCheck {
  private static final Pattern PART =
      Pattern.compile(
          "\\\\(begin|end)\\s*\\{([^{}]*)\\}|\\\\(left|right)(?![A-Za-z])|\\\\.|%[^\\n]*|[{}]",
          Pattern.DOTALL);

  private TexCheck() {}

  /** What is wrong with a formula. */
  static Optional<Message> problem(String tex) {
    Deque<String> open = new ArrayDeque<>();
    Matcher part = PART.matcher(tex);
    while (part.find()) {
      Optional<Message> wrong = take(part, open);
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.ofNullable(open.peek())
        .map(one -> Messages.message("api.docs.formulaOpen", "what", one));
  }

  private static Optional<Message> take(Matcher part, Deque<String> open) {
    if (part.group(1) != null) {
      String environment = "\\begin{" + part.group(2) + "}";
      return take(part.group(1).equals("begin"), environment, part.group(), open);
    }
    if (part.group(3) != null) {
      return take(part.group(3).equals("left"), "\\left", part.group(), open);
    }
    return switch (part.group()) {
      case "{" -> take(true, "{", "{", open);
      case "}" -> take(false, "{", "}", open);
      default -> Optional.empty();
    };
  }

  private static Optional<Message> take(
      boolean opens, String name, String text, Deque<String> open) {
    if (opens) {
      open.push(name);
      return Optional.empty();
    }
    return name.equals(open.poll())
        ? Optional.empty()
        : Optional.of(Messages.message("api.docs.formulaClosed", "what", text));
  }
}
