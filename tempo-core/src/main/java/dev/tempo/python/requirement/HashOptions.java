package dev.tempo.python.requirement;

import dev.tempo.internal.message.RequirementMessages;
import dev.tempo.internal.text.SyntaxProblem;
import dev.tempo.internal.text.TextScanner;
import dev.tempo.message.Message;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code --hash=algorithm:digest} options behind a requirement, as pip reads them. */
final class HashOptions {
  private static final Pattern START = Pattern.compile("[ \\t]-");
  private static final Pattern HASH =
      Pattern.compile("--hash(?:=|[ \\t]+)(?<algorithm>[A-Za-z0-9]+):(?<digest>[A-Za-z0-9]+)");
  private static final Map<String, Integer> DIGITS =
      Map.of("sha256", 64, "sha384", 96, "sha512", 128);

  private HashOptions() {}

  /** Where the options begin: at the blank before the first hyphen; the end if there are none. */
  static int start(String line) {
    Matcher matcher = START.matcher(line);
    return matcher.find() ? matcher.start() : line.length();
  }

  /**
   * The hashes, as {@code sha256:…}.
   *
   * @throws SyntaxProblem for any other option, an unknown algorithm and a digest of the wrong
   *     length
   */
  static SortedSet<String> parse(String line, int start) {
    SortedSet<String> hashes = new TreeSet<>();
    int at = start;
    while (at < line.length()) {
      if (TextScanner.isBlank(line.charAt(at))) {
        at++;
        continue;
      }
      Matcher matcher = HASH.matcher(line).region(at, line.length());
      if (!matcher.lookingAt()) {
        throw new SyntaxProblem(at, reason(line.substring(at)));
      }
      hashes.add(checked(matcher));
      at = matcher.end();
    }
    return hashes;
  }

  private static Message reason(String rest) {
    if (rest.startsWith("--hash")) {
      return RequirementMessages.HASH_FORM.of();
    }
    return rest.startsWith("-")
        ? UnsupportedPipOptions.reason(rest)
        : RequirementMessages.ONLY_HASHES.of(rest.charAt(0));
  }

  private static String checked(Matcher matcher) {
    String algorithm = matcher.group("algorithm").toLowerCase(Locale.ROOT);
    String digest = matcher.group("digest").toLowerCase(Locale.ROOT);
    Integer digits = DIGITS.get(algorithm);
    if (digits == null) {
      throw new SyntaxProblem(
          matcher.start("algorithm"), RequirementMessages.ALGORITHM.of(algorithm));
    }
    if (digest.length() != digits || !digest.matches("[0-9a-f]+")) {
      throw new SyntaxProblem(
          matcher.start("digest"), RequirementMessages.DIGITS.of(algorithm, digits));
    }
    return algorithm + ":" + digest;
  }
}
