package dev.tempo.server.message;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the language of a request: that of the account if it has chosen one, else the best of those
 * that the client asks for, else the server's. Only languages count that there are. Thread-safe.
 */
public final class Languages {
  private static final Logger LOG = LoggerFactory.getLogger(Languages.class);

  /** More than any browser sends; what comes behind it does not count. */
  private static final int MAX_HEADER = 300;

  private static final Pattern COMMA = Pattern.compile(",");

  /** The code of the language that there always is. */
  public static final String ENGLISH = "en";

  private final Translator translator;
  private final Supplier<String> usual;
  private final Function<UUID, Optional<String>> chosen;

  /**
   * Over all languages.
   *
   * @param usual the server's; looked up each time
   * @param chosen the language of an account, if it has chosen one
   */
  public Languages(
      Translator translator, Supplier<String> usual, Function<UUID, Optional<String>> chosen) {
    this.translator = translator;
    this.usual = usual;
    this.chosen = chosen;
  }

  /**
   * The language of a request. Never fails: whoever is told that the database is out of order is
   * told so in some language.
   *
   * @param account who asks, if that is known
   * @param accepted the header Accept-Language
   */
  public Translation of(Optional<UUID> account, Optional<String> accepted) {
    List<String> there = translator.languages();
    String language =
        account
            .flatMap(this::chosenBy)
            .filter(there::contains)
            .or(() -> accepted.flatMap(header -> best(header, there)))
            .or(() -> Optional.of(usual.get()).filter(there::contains))
            .orElse(ENGLISH);
    return translator.in(language);
  }

  /** The language of the first of some accounts that has chosen one, else the server's. */
  public Translation ofFirst(List<UUID> accounts) {
    List<String> there = translator.languages();
    Optional<UUID> first =
        accounts.stream()
            .filter(account -> chosenBy(account).filter(there::contains).isPresent())
            .findFirst();
    return of(first, Optional.empty());
  }

  private Optional<String> chosenBy(UUID account) {
    try {
      return chosen.apply(account);
    } catch (RuntimeException e) {
      LOG.debug("The language of an account cannot be looked up", e);
      return Optional.empty();
    }
  }

  /**
   * The best of a header (RFC 9110 §12.5.4) by lookup (RFC 4647 §3.4): es-MX leads to es. A
   * language without a country leads to one with some, as pt to pt-BR; one of another country does
   * if there is nothing else that is asked for. An element that no client should send is as if it
   * had not been sent.
   */
  static Optional<String> best(String header, List<String> there) {
    List<LanguageRange> wanted =
        COMMA
            .splitAsStream(bounded(header))
            .flatMap(Languages::ranges)
            .filter(range -> range.getWeight() > 0)
            .sorted(Comparator.comparingDouble(LanguageRange::getWeight).reversed())
            .toList();
    return wanted.stream()
        .flatMap(range -> found(range, there).stream())
        .findFirst()
        .or(() -> wanted.stream().flatMap(range -> related(range, there).stream()).findFirst());
  }

  /** One, and others that mean the same; none if it is empty (RFC 9110 §5.6.1.2) or wrong. */
  private static Stream<LanguageRange> ranges(String element) {
    try {
      String range = element.strip();
      return range.isEmpty() ? Stream.empty() : LanguageRange.parse(range).stream();
    } catch (IllegalArgumentException e) {
      return Stream.empty();
    }
  }

  private static Optional<String> found(LanguageRange range, List<String> there) {
    return Optional.ofNullable(Locale.lookupTag(List.of(range), there))
        .flatMap(tag -> there.stream().filter(tag::equalsIgnoreCase).findFirst())
        .or(() -> below(range.getRange(), there));
  }

  private static Optional<String> related(LanguageRange range, List<String> there) {
    return below(range.getRange().split("-", 2)[0], there);
  }

  /** The first with more subtags than a range has, see RFC 4647 §3.3.1. */
  private static Optional<String> below(String range, List<String> there) {
    String prefix = range + "-";
    return there.stream()
        .filter(tag -> tag.regionMatches(true, 0, prefix, 0, prefix.length()))
        .findFirst();
  }

  private static String bounded(String header) {
    if (header.length() <= MAX_HEADER) {
      return header;
    }
    int end = header.lastIndexOf(',', MAX_HEADER);
    return end < 0 ? "" : header.substring(0, end);
  }
}
