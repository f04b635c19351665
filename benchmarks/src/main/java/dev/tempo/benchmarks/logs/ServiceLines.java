package dev.tempo.benchmarks.logs;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Lines as services print them, of some 110 bytes, with words, numbers, an address and an id that
 * no other line has.
 */
public final class ServiceLines {
  /** A word that stands in those lines alone that are asked to have it. */
  public static final String RARE = "unrecoverable";

  /** Stands in no line. */
  public static final String ABSENT = "segmentation fault";

  /** Stands in most lines. */
  public static final String COMMON = "status=200";

  private static final List<String> VERBS =
      List.of("fetched", "stored", "rendered", "queued", "indexed", "sent", "checked", "merged");
  private static final List<String> NOUNS =
      List.of("invoice", "basket", "profile", "picture", "report", "message", "index", "order");

  private final SplittableRandom random;
  private String id = "";

  /** The same lines for the same random numbers. */
  public ServiceLines(SplittableRandom random) {
    this.random = random;
  }

  /** A line, without its end. */
  public String line(int number) {
    return line(number, "");
  }

  /**
   * A line, without its end.
   *
   * @param word stands where others have their level, if it is not empty
   */
  public String line(int number, String word) {
    id = Long.toHexString(random.nextLong());
    int status = random.nextInt(20) == 0 ? 503 : 200;
    String level = status == 200 ? "INFO" : "WARN";
    return String.format(
        Locale.ROOT,
        "12:%02d:%02d.%03d %s 10.0.%d.%d %s %s %d for user-%d status=%d in %d ms trace=%s",
        number / 60_000 % 60,
        number / 1_000 % 60,
        number % 1_000,
        word.isEmpty() ? level : word,
        random.nextInt(8),
        random.nextInt(256),
        VERBS.get(random.nextInt(VERBS.size())),
        NOUNS.get(random.nextInt(NOUNS.size())),
        random.nextInt(1_000_000),
        random.nextInt(50_000),
        status,
        random.nextInt(900),
        id);
  }

  /** The id in the last line. */
  public String id() {
    return id;
  }
}
