package dev.tempo.server.message;

import dev.tempo.message.Message;
import dev.tempo.message.MessageTemplate;
import dev.tempo.store.CaseFolding;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Searches texts that are kept in English for words that their reader sees, in another language.
 * Whether a text is found, it decides by saying it in that language; and so that an index of what
 * is kept can lead to those in question, it finds which templates could read like what is searched
 * for, and gives the longest fixed piece of the English of each.
 *
 * <p>Letters differ in nothing by their case, nor spaces and apostrophes by how they are written.
 * Thread-safe.
 */
public final class KeptTextSearch {
  private static final Pattern GAP = Pattern.compile("\\{[A-Za-z][A-Za-z0-9]*}");

  /** Stands for the gap of a template in another language. */
  private static final String HOLE = "\uE000";

  /** What an index can look up, in characters. */
  private static final int SHORTEST = 3;

  /** Made again when memory is short, or a language has other texts. */
  private static final Map<String, SoftReference<Forms>> FORMS = new ConcurrentHashMap<>();

  private final Translation language;
  private final String wanted;
  private final Set<String> pieces;

  private KeptTextSearch(Translation language, String text) {
    this.language = language;
    this.wanted = comparable(text);
    this.pieces = piecesOfCandidates();
  }

  /**
   * A search for words in a language.
   *
   * @return empty if nothing that is kept could be found by them but as it is kept
   */
  public static Optional<KeptTextSearch> of(Translation language, String text) {
    if (language.equals(Translation.ENGLISH)) {
      return Optional.empty();
    }
    return Optional.of(new KeptTextSearch(language, text))
        .filter(search -> !search.pieces.isEmpty());
  }

  /**
   * A text as it is read.
   *
   * @param text in the language
   * @param starts where the words begin, in UTF-16 units; each place is as long as they are
   */
  public record Found(String text, List<Integer> starts) {}

  /** Each text that is found contains one of these as it is kept. */
  public Set<String> pieces() {
    return pieces;
  }

  /**
   * The text as it is read, if that contains the words and is another than the one that is kept.
   */
  public Optional<Found> find(String kept) {
    String read = language.kept(kept);
    if (read.equals(kept)) {
      return Optional.empty();
    }
    String compared = comparable(read);
    List<Integer> starts = new ArrayList<>(2);
    for (int at = compared.indexOf(wanted);
        at >= 0;
        at = compared.indexOf(wanted, at + wanted.length())) {
      starts.add(at);
    }
    return starts.isEmpty() ? Optional.empty() : Optional.of(new Found(read, starts));
  }

  /** As long as the text, so that places in the one are places in the other. */
  private static String comparable(String text) {
    char[] folded = CaseFolding.foldedChars(text);
    for (int i = 0; i < folded.length; i++) {
      folded[i] =
          switch (folded[i]) {
            case '\u00a0', '\u202f' -> ' ';
            case '’' -> '\'';
            default -> folded[i];
          };
    }
    return new String(folded);
  }

  private Set<String> piecesOfCandidates() {
    Set<String> found = new LinkedHashSet<>();
    for (Form form : forms(language)) {
      if (!found.containsAll(form.pieces()) && couldContain(form.fixed())) {
        found.addAll(form.pieces());
      }
    }
    return Set.copyOf(found);
  }

  /**
   * How a template reads in a language.
   *
   * @param fixed what stands around the gaps, in the way in which texts are compared
   * @param pieces the longest fixed pieces of its English
   */
  private record Form(List<String> fixed, List<String> pieces) {}

  /**
   * Those of a language.
   *
   * @param texts of which they were made
   */
  private record Forms(Object texts, List<Form> all) {}

  private static List<Form> forms(Translation language) {
    SoftReference<Forms> kept = FORMS.get(language.language());
    Forms known = kept == null ? null : kept.get();
    if (known == null || known.texts() != language.texts()) {
      known =
          new Forms(
              language.texts(),
              Messages.keptTexts().all().stream()
                  .flatMap(template -> forms(template, language))
                  .toList());
      FORMS.put(language.language(), new SoftReference<>(known));
    }
    return known.all();
  }

  private static Stream<Form> forms(MessageTemplate template, Translation language) {
    List<String> pieces =
        Stream.concat(Stream.of(template.english()), template.englishForOne().stream())
            .flatMap(english -> longestPiece(english).stream())
            .toList();
    if (pieces.isEmpty()) {
      return Stream.empty();
    }
    Stream<String> read =
        template.englishForOne().isEmpty()
            ? Stream.of(read(template, Map.of(), language))
            : Stream.of(
                read(template, Map.of(Message.COUNT, 1L), language).replace("1", HOLE),
                read(template, Map.of(Message.COUNT, 2L), language).replace("2", HOLE));
    return read.map(text -> new Form(List.of(text.split(HOLE, -1)), pieces));
  }

  private static Optional<String> longestPiece(String english) {
    return GAP.splitAsStream(english)
        .filter(piece -> piece.length() >= SHORTEST)
        .max(Comparator.comparingInt(String::length));
  }

  /** With holes in the place of what is put in. */
  private static String read(
      MessageTemplate template, Map<String, Object> counted, Translation language) {
    Map<String, Object> values = new HashMap<>();
    Matcher gap = GAP.matcher(template.english());
    while (gap.find()) {
      values.put(gap.group().substring(1, gap.group().length() - 1), HOLE);
    }
    values.putAll(counted);
    return comparable(language.text(new Message(template.code(), template.english(), values)));
  }

  /**
   * Whether the words could stand in a text of this form, not all of them in one hole. What is put
   * in is the same in all languages or is found by its own template.
   */
  private boolean couldContain(List<String> fixed) {
    for (int i = 0; i < fixed.size(); i++) {
      String piece = fixed.get(i);
      boolean last = i == fixed.size() - 1;
      for (int from = 0; from < piece.length(); from++) {
        if (fits(0, piece, from, last)) {
          return true;
        }
      }
      for (int begun = 1; i > 0 && begun < wanted.length(); begun++) {
        if (fits(begun, piece, 0, last)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Whether the words from one on are a piece from a place on, or go on behind it in a hole; with a
   * letter of ours, since signs alone are the same in all languages or nearly so.
   */
  private boolean fits(int begun, String piece, int from, boolean last) {
    int length = Math.min(piece.length() - from, wanted.length() - begun);
    return (length == wanted.length() - begun || !last)
        && wanted.regionMatches(begun, piece, from, length)
        && wanted.substring(begun, begun + length).chars().anyMatch(Character::isLetter);
  }
}
