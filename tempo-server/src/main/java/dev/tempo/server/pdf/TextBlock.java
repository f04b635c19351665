package dev.tempo.server.pdf;

import org.jspecify.annotations.Nullable;
import org.openpdf.text.pdf.BaseFont;
import org.openpdf.text.pdf.PdfContentByte;

/**
 * Text of a page that says only what changes from one piece to the next: a short line costs some
 * bytes, and little time. From its making on nothing else may be drawn until it is ended.
 */
final class TextBlock {
  /** Places are written with two digits: what is not is added up over a page. */
  private static final float DIGITS = 100;

  private final PdfContentByte canvas;
  private @Nullable BaseFont font;
  private float size;
  private int x;
  private int y;

  /** Begins one. */
  TextBlock(PdfContentByte canvas) {
    this.canvas = canvas;
    canvas.beginText();
  }

  /** Shows a piece at a place. */
  void show(PdfFonts.Piece piece, float atX, float atY, float inSize) {
    if (font != piece.font() || size != inSize) {
      font = piece.font();
      size = inSize;
      canvas.setFontAndSize(font, size);
    }
    int nextX = Math.round(atX * DIGITS);
    int nextY = Math.round(atY * DIGITS);
    canvas.moveText((nextX - x) / DIGITS, (nextY - y) / DIGITS);
    x = nextX;
    y = nextY;
    canvas.showText(piece.drawn());
  }

  /** Ends it. */
  void end() {
    canvas.endText();
  }
}
