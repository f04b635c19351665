package dev.tempo.server.pdf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.openpdf.text.DocumentException;
import org.openpdf.text.pdf.BaseFont;

/**
 * The fonts of a document: DejaVu Sans Mono, which goes into the file with the letters that are
 * used, and has Latin, Greek, Cyrillic and more; for Chinese, Japanese and Korean the fonts that
 * readers of PDF have. What neither has is drawn as boxes. Not thread-safe.
 */
final class PdfFonts {
  /** How wide a letter is, in sizes of the font. */
  static final float WIDTH = 0.602f;

  private static final String FILE = "DejaVuSansMono.ttf";
  private static final String BOX = "\u25a1";
  private static final Map<UnicodeScript, String[]> ASIAN =
      Map.of(
          UnicodeScript.HAN, new String[] {"STSong-Light", "UniGB-UCS2-H"},
          UnicodeScript.HIRAGANA, new String[] {"HeiseiKakuGo-W5", "UniJIS-UCS2-H"},
          UnicodeScript.KATAKANA, new String[] {"HeiseiKakuGo-W5", "UniJIS-UCS2-H"},
          UnicodeScript.HANGUL, new String[] {"HYGoThic-Medium", "UniKS-UCS2-H"});

  private final BaseFont usual;
  private final Look plain;
  private final ArabicShaper shaper = new ArabicShaper(this::isUsual);
  private final Map<UnicodeScript, BaseFont> asian = new EnumMap<>(UnicodeScript.class);

  PdfFonts() throws IOException {
    byte[] file;
    try (InputStream in = PdfFonts.class.getResourceAsStream("/META-INF/fonts/" + FILE)) {
      file = in.readAllBytes();
    }
    try {
      usual =
          BaseFont.createFont(
              FILE, BaseFont.IDENTITY_H, BaseFont.EMBEDDED, BaseFont.NOT_CACHED, file, null);
      plain = new Look(usual, true, false);
    } catch (DocumentException e) {
      throw new IOException(e);
    }
  }

  /**
   * Letters that follow each other and are of one font.
   *
   * @param font what draws them
   * @param text what they say
   * @param drawn what is drawn; boxes where no font has the letters
   * @param cells how many letters of the usual font are as wide
   */
  record Piece(BaseFont font, String text, String drawn, int cells) {}

  private boolean isUsual(int letter) {
    return usual.charExists(letter);
  }

  /**
   * A text that is read from right to left as it is drawn from left to right, its letters joined.
   */
  String mirrored(String text) {
    return new StringBuilder(shaper.shape(text)).reverse().toString();
  }

  BaseFont usual() {
    return usual;
  }

  /**
   * Where a line ends that begins at a place and has room for so many cells: after one letter at
   * least.
   */
  int fitting(String text, int from, int cells) {
    int at = from;
    int used = 0;
    while (at < text.length()) {
      int letter = text.codePointAt(at);
      used += cells(letter);
      if (used > cells && at > from) {
        return at;
      }
      at += Character.charCount(letter);
    }
    return at;
  }

  /** The pieces of a line, in order. */
  List<Piece> pieces(String text) {
    List<Piece> pieces = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      Look look = look(text.codePointAt(from));
      int to = from;
      int cells = 0;
      do {
        cells += cells(text.codePointAt(to));
        to += Character.charCount(text.codePointAt(to));
      } while (!look.joined() && to < text.length() && look(text.codePointAt(to)).equals(look));
      String drawn = text.substring(from, to);
      String shown = look.known() ? drawn : BOX.repeat(cells);
      pieces.add(new Piece(look.font(), look.joined() ? said(drawn) : drawn, shown, cells));
      from = to;
    }
    return pieces;
  }

  /** Readers turn round what stands from right to left, also the two letters of one form. */
  private static String said(String form) {
    return new StringBuilder(ArabicShaper.plain(form)).reverse().toString();
  }

  /** How a letter is drawn; one that has a form of its own is a piece of its own. */
  private record Look(BaseFont font, boolean known, boolean joined) {}

  /** Letters that are in every font, and as wide as each other: most of what is in logs. */
  private static boolean isPlain(int letter) {
    return letter >= ' ' && letter <= '~';
  }

  private Look look(int letter) {
    if (isPlain(letter)) {
      return plain;
    }
    if (usual.charExists(letter)) {
      return new Look(usual, true, ArabicShaper.isForm(letter));
    }
    UnicodeScript script = UnicodeScript.of(letter);
    return ASIAN.containsKey(script) && Character.isBmpCodePoint(letter)
        ? new Look(asian.computeIfAbsent(script, PdfFonts::load), true, false)
        : new Look(usual, false, false);
  }

  private static int cells(int letter) {
    if (isPlain(letter)) {
      return 1;
    }
    return switch (Character.getType(letter)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
      default -> ASIAN.containsKey(UnicodeScript.of(letter)) ? 2 : 1;
    };
  }

  private static BaseFont load(UnicodeScript script) {
    String[] names = ASIAN.get(script);
    try {
      return BaseFont.createFont(names[0], names[1], BaseFont.NOT_EMBEDDED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (DocumentException e) {
      throw new IllegalStateException(e);
    }
  }
}
