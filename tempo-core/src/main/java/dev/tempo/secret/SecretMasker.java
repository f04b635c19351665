package dev.tempo.secret;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Masks secret values in text that is shown or stored. Immutable and thread-safe; the streams it
 * makes are not.
 *
 * <p>Masked is every occurrence of a value, also where it spans lines, where a line cap or a read
 * cut it, and where two values overlap. Of a value with several lines, each line of {@value
 * #SHORTEST_LINE} or more characters is masked by itself, too: it may be printed with other line
 * ends, or indented. Values of fewer than {@value #SHORTEST} characters are not masked: they would
 * be found everywhere, and are no secrets. Values that were encoded (base64, escapes) are not
 * recognised.
 *
 * <p>The time is linear in the text, however many values there are.
 */
public final class SecretMasker {
  /** What stands in the place of a value. */
  public static final String MASK = "***";

  /** The length of the shortest value that is masked. */
  public static final int SHORTEST = 3;

  /** The length of the shortest line of a longer value that is masked by itself. */
  public static final int SHORTEST_LINE = 6;

  private final AhoCorasick characters;
  private final AhoCorasick bytes;

  private SecretMasker(Set<String> words) {
    characters = new AhoCorasick(words.stream().map(word -> word.chars().toArray()).toList());
    bytes = new AhoCorasick(words.stream().map(SecretMasker::utf8).toList());
  }

  private static int[] utf8(String word) {
    byte[] encoded = word.getBytes(StandardCharsets.UTF_8);
    int[] symbols = new int[encoded.length];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = encoded[i] & 0xFF;
    }
    return symbols;
  }

  /**
   * A masker for these values.
   *
   * @param secrets in any order; line ends at the end of a value do not count
   */
  public static SecretMasker of(Collection<String> secrets) {
    Objects.requireNonNull(secrets, "secrets");
    Set<String> words = new LinkedHashSet<>();
    for (String secret : secrets) {
      String value = secret.replace("\r\n", "\n").strip();
      if (value.length() >= SHORTEST) {
        words.add(value);
        value
            .lines()
            .map(String::strip)
            .filter(line -> line.length() >= SHORTEST_LINE)
            .forEach(words::add);
      }
    }
    return new SecretMasker(words);
  }

  /** Whether there is nothing to mask. */
  public boolean isEmpty() {
    return characters.longest() == 0;
  }

  /** The length of the longest value in bytes of UTF-8; 0 if there is none. */
  public int longestBytes() {
    return bytes.longest();
  }

  /**
   * The text with {@link #MASK} in the place of each value, or of several that touch.
   *
   * @throws NullPointerException if it is null
   */
  public String mask(String text) {
    Objects.requireNonNull(text, "text");
    if (isEmpty()) {
      return text;
    }
    List<String> masked = new ArrayList<>(1);
    Lines lines = new Lines(characters, 0);
    lines.line(text, masked::add);
    lines.end(masked::add);
    return masked.getFirst();
  }

  /**
   * Masks a stream of lines.
   *
   * @param longestLineBytes the cap at which lines are cut: only a line that is about that long is
   *     held back until it is known what follows it
   */
  public Lines lines(int longestLineBytes) {
    return new Lines(characters, Math.max(1, longestLineBytes - Lines.LONGEST_CHARACTER_BYTES));
  }

  /** Masks a stream of bytes, UTF-8, without changing its length. */
  public Bytes bytes() {
    return new Bytes(bytes);
  }

  /**
   * A stream of lines. One comes out for each that goes in, in order; a line is held back while its
   * end may begin a value that goes on in the next one. It holds no more than the longest value and
   * one line. Not thread-safe.
   */
  public static final class Lines {
    static final int LONGEST_CHARACTER_BYTES = 4;

    private static final class Held {
      private final String text;
      private final boolean[] masked;
      private final long start;

      Held(String text, long start) {
        this.text = text;
        this.masked = new boolean[text.length()];
        this.start = start;
      }

      long end() {
        return start + text.length();
      }

      String shown() {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < masked.length; i++) {
          if (!masked[i]) {
            shown.append(text.charAt(i));
          } else if (i == 0 || !masked[i - 1]) {
            shown.append(MASK);
          }
        }
        return shown.toString();
      }
    }

    private final AhoCorasick automaton;
    private final int cutBytes;
    private final Deque<Held> held = new ArrayDeque<>();
    private int state;
    private long position;
    private boolean mayContinue;

    private Lines(AhoCorasick automaton, int cutBytes) {
      this.automaton = automaton;
      this.cutBytes = cutBytes;
      this.state = automaton.start();
    }

    /** As {@link #line(String, boolean, Consumer)} for a line that continues none. */
    public void line(String text, Consumer<String> out) {
      line(text, false, out);
    }

    /**
     * The next line.
     *
     * @param continued whether it is a further piece of the line before it
     * @param out gets the lines that are decided, maybe none
     */
    public void line(String text, boolean continued, Consumer<String> out) {
      if (mayContinue && !continued) {
        step('\n');
      }
      Held line = new Held(text, position);
      held.add(line);
      text.chars().forEach(this::step);
      mayContinue = cutBytes > 0 && text.getBytes(StandardCharsets.UTF_8).length >= cutBytes;
      if (!mayContinue && cutBytes > 0) {
        step('\n');
      }
      release(position - automaton.depth(state), out);
    }

    /** Gives out what is held: nothing follows it. */
    public void end(Consumer<String> out) {
      release(Long.MAX_VALUE, out);
      state = automaton.start();
      mayContinue = false;
    }

    private void step(int symbol) {
      state = automaton.step(state, symbol);
      position++;
      int length = automaton.found(state);
      if (length > 0) {
        held.forEach(line -> mark(line, position - length));
      }
    }

    private void mark(Held line, long from) {
      int first = (int) Math.max(0, from - line.start);
      int last = (int) Math.min(line.text.length(), position - line.start);
      for (int i = first; i < last; i++) {
        line.masked[i] = true;
      }
    }

    private void release(long decided, Consumer<String> out) {
      while (!held.isEmpty() && held.getFirst().end() <= decided) {
        out.accept(held.removeFirst().shown());
      }
    }
  }

  /**
   * A stream of bytes, of the same length after masking: each byte of a value becomes {@code *}, so
   * that offsets stay true. At most the longest value is held back. Not thread-safe.
   */
  public static final class Bytes {
    /** Takes bytes that are decided. */
    @FunctionalInterface
    public interface Sink {
      /** The bytes from {@code from} to before {@code to}; the array is used again. */
      void accept(byte[] bytes, int from, int to);
    }

    private final AhoCorasick automaton;
    private final byte[] held;
    private final boolean[] masked;
    private int count;
    private int state;

    private Bytes(AhoCorasick automaton) {
      this.automaton = automaton;
      this.state = automaton.start();
      this.held = new byte[automaton.longest() + 1];
      this.masked = new boolean[held.length];
    }

    /** How many bytes went in and did not come out. */
    public int held() {
      return count;
    }

    /** The next bytes. */
    public void feed(byte[] bytes, int from, int to, Sink sink) {
      int at = from;
      while (at < to) {
        int clean = count == 0 ? skipClean(bytes, at, to) : at;
        if (clean > at) {
          sink.accept(bytes, at, clean);
          at = clean;
        } else {
          hold(bytes[at++], sink);
        }
      }
    }

    private int skipClean(byte[] bytes, int from, int to) {
      int at = from;
      while (at < to && !automaton.begins(bytes[at] & 0xFF)) {
        at++;
      }
      return at;
    }

    private void hold(byte b, Sink sink) {
      held[count] = b;
      masked[count++] = false;
      state = automaton.step(state, b & 0xFF);
      for (int i = count - automaton.found(state); i < count; i++) {
        masked[i] = true;
      }
      release(count - automaton.depth(state), sink);
    }

    private void release(int decided, Sink sink) {
      if (decided == 0) {
        return;
      }
      for (int i = 0; i < decided; i++) {
        held[i] = masked[i] ? (byte) '*' : held[i];
      }
      sink.accept(held, 0, decided);
      count -= decided;
      System.arraycopy(held, decided, held, 0, count);
      System.arraycopy(masked, decided, masked, 0, count);
    }

    /** Gives out what is held: nothing follows it. */
    public void end(Sink sink) {
      release(count, sink);
      state = automaton.start();
    }
  }
}
