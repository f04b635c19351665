package dev.tempo.server.jobs;

import java.util.Arrays;

/**
 * Texts in one piece of memory, without the case of their letters, in which a word is found at the
 * speed of memory. Letters are folded one by one, as {@link String#equalsIgnoreCase} does. In
 * UTF-8, where the bytes of one character are never a part of those of others. Not thread-safe.
 */
final class FoldedText {
  /** Ends each text; UTF-8 has no such byte. */
  private static final byte END = (byte) 0xFF;

  private static final int ASCII = 0x80;
  private static final int TWO_BYTES = 0x800;
  private static final int FIRST_CAPACITY = 256;
  private static final int BYTES_OF_A_CHARACTER = 4;

  private byte[] bytes = new byte[FIRST_CAPACITY];
  private int size;

  /** How many bytes there are. */
  int size() {
    return size;
  }

  /** Adds a text. */
  FoldedText add(String text) {
    room(text.length() * (BYTES_OF_A_CHARACTER - 1) + 1); // a pair of chars has four bytes
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ASCII) {
        bytes[size++] = (byte) (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
      } else {
        int character = text.codePointAt(i);
        i += Character.charCount(character) - 1;
        put(Character.toLowerCase(Character.toUpperCase(character)));
      }
    }
    bytes[size++] = END;
    return this;
  }

  private void put(int character) {
    if (character < ASCII) { // such as the sign of a kelvin
      bytes[size++] = (byte) character;
      return;
    }
    if (character < TWO_BYTES) {
      bytes[size++] = (byte) (0xC0 | character >> 6);
    } else if (Character.isBmpCodePoint(character)) {
      bytes[size++] = (byte) (0xE0 | character >> 12);
      bytes[size++] = (byte) (0x80 | character >> 6 & 0x3F);
    } else {
      bytes[size++] = (byte) (0xF0 | character >> 18);
      bytes[size++] = (byte) (0x80 | character >> 12 & 0x3F);
      bytes[size++] = (byte) (0x80 | character >> 6 & 0x3F);
    }
    bytes[size++] = (byte) (0x80 | character & 0x3F);
  }

  private void room(int additional) {
    if (bytes.length - size < additional) {
      bytes = Arrays.copyOf(bytes, Math.max(size + additional, size + size / 2));
    }
  }

  /** Gives back what is not needed as nothing more will be added. */
  FoldedText trimmed() {
    bytes = Arrays.copyOf(bytes, size);
    return this;
  }

  /**
   * A word to look for. The part of a text that is compared moves on by as many bytes as its last
   * one allows (Horspool). Immutable.
   */
  static final class Word {
    private static final int BYTES = 256;

    private final byte[] word;
    private final int[] steps = new int[BYTES];

    Word(String text) {
      FoldedText folded = new FoldedText().add(text);
      this.word = Arrays.copyOf(folded.bytes, folded.size - 1);
      Arrays.fill(steps, Math.max(word.length, 1));
      for (int i = 0; i < word.length - 1; i++) {
        steps[word[i] & 0xFF] = word.length - 1 - i;
      }
    }

    /** Where the word is next in a text, at or after a place; negative if it is not there. */
    int next(FoldedText text, int from) {
      byte[] bytes = text.bytes;
      int last = word.length - 1;
      if (last < 0) {
        return from < text.size ? from : -1;
      }
      byte end = word[last];
      int at = from + last;
      while (at < text.size) {
        byte here = bytes[at];
        if (here == end && isAt(bytes, at - last)) {
          return at - last;
        }
        at += steps[here & 0xFF];
      }
      return -1;
    }

    private boolean isAt(byte[] bytes, int from) {
      for (int i = 0; i < word.length; i++) {
        if (bytes[from + i] != word[i]) {
          return false;
        }
      }
      return true;
    }
  }
}
