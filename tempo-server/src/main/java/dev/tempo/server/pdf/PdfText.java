package dev.tempo.server.pdf;

import java.io.IOException;
import java.io.OutputStream;
import java.text.Bidi;
import org.jspecify.annotations.Nullable;
import org.openpdf.text.Document;
import org.openpdf.text.DocumentException;
import org.openpdf.text.ExceptionConverter;
import org.openpdf.text.PageSize;
import org.openpdf.text.Rectangle;
import org.openpdf.text.pdf.BaseFont;
import org.openpdf.text.pdf.PdfContentByte;
import org.openpdf.text.pdf.PdfDictionary;
import org.openpdf.text.pdf.PdfName;
import org.openpdf.text.pdf.PdfObject;
import org.openpdf.text.pdf.PdfString;
import org.openpdf.text.pdf.PdfWriter;

/**
 * Writes lines of text as a PDF, page by page: a page that is full goes to the stream, so that
 * neither the number of lines nor their length costs memory, but for some bytes a page. Letters
 * have one width, so lines are cut where the paper ends. All text can be copied and found in the
 * file, whatever the script; see {@link PdfFonts} for how it looks. For one thread.
 */
public final class PdfText {
  private static final float MARGIN = 36;
  private static final float SIZE = 7.5f;
  private static final float HEADING_SIZE = 11;
  private static final float LEADING = 1.3f;
  private static final int NUMBER_SIZE = 7;
  private static final Rectangle PAPER = PageSize.A4.rotate();

  private final Document document = new Document(PAPER, MARGIN, MARGIN, MARGIN, MARGIN);
  private final PdfWriter writer;
  private final PdfFonts fonts;
  private final int columns;
  private @Nullable TextBlock block;
  private float y;
  private int page;

  /**
   * Begins a document; the stream stays open when it is ended.
   *
   * @param title of the document
   * @throws IOException if it cannot be written
   */
  public PdfText(OutputStream out, String title) throws IOException {
    try {
      writer = PdfWriter.getInstance(document, out);
      writer.setCloseStream(false);
      writer.setFullCompression(); // what there is of each page besides its text is small then
      document.addTitle(title);
      document.addCreator("Tempo");
      document.open();
      fonts = new PdfFonts();
    } catch (DocumentException e) {
      throw new IOException(e);
    }
    columns = (int) ((PAPER.getWidth() - 2 * MARGIN) / (SIZE * PdfFonts.WIDTH));
    y = PAPER.getHeight() - MARGIN;
  }

  /**
   * Writes a heading, on a new page unless nothing stands on this one.
   *
   * @throws IOException if it cannot be written
   */
  public void heading(String text) throws IOException {
    writing(
        () -> {
          if (page > 0) {
            endPage();
          }
          int most = (int) ((PAPER.getWidth() - 2 * MARGIN) / (HEADING_SIZE * PdfFonts.WIDTH));
          draw(text.substring(0, fonts.fitting(text, 0, most)), HEADING_SIZE);
        });
  }

  /**
   * Writes a line, or several where it is too long for one.
   *
   * @param text without control characters
   * @throws IOException if it cannot be written
   */
  public void line(String text) throws IOException {
    writing(
        () -> {
          int from = 0;
          do {
            int to = fonts.fitting(text, from, columns);
            draw(text.substring(from, to), SIZE);
            from = to;
          } while (from < text.length());
        });
  }

  /**
   * Ends the document.
   *
   * @throws IOException if it cannot be written
   */
  public void end() throws IOException {
    writing(
        () -> {
          if (page == 0) {
            draw("", SIZE); // a document has a page
          }
          number();
          document.close();
        });
  }

  /** A step that fails as the library fails. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private static void writing(Step step) throws IOException {
    try {
      step.run();
    } catch (ExceptionConverter e) {
      throw e.getException() instanceof IOException io ? io : new IOException(e.getException());
    } catch (DocumentException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e);
    }
  }

  private void draw(String text, float size) {
    if (page == 0) {
      page = 1;
    } else if (y < 2 * MARGIN) {
      endPage();
    }
    y -= size * LEADING;
    float x = MARGIN;
    for (PdfFonts.Piece piece : fonts.pieces(visual(text))) {
      draw(piece, x, size);
      x += piece.cells() * size * PdfFonts.WIDTH;
    }
  }

  /**
   * As letters stand from left to right: parts that are read from right to left are turned round.
   */
  private String visual(String text) {
    if (!Bidi.requiresBidi(text.toCharArray(), 0, text.length())) {
      return text;
    }
    Bidi bidi = new Bidi(text, Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT);
    byte[] levels = new byte[bidi.getRunCount()];
    String[] runs = new String[levels.length];
    for (int i = 0; i < runs.length; i++) {
      levels[i] = (byte) bidi.getRunLevel(i);
      String run = text.substring(bidi.getRunStart(i), bidi.getRunLimit(i));
      runs[i] = levels[i] % 2 == 0 ? run : fonts.mirrored(run);
    }
    Bidi.reorderVisually(levels, 0, runs, 0, runs.length);
    return String.join("", runs);
  }

  /** A piece whose letters no font has is drawn as boxes, and says what it is. */
  private void draw(PdfFonts.Piece piece, float x, float size) {
    PdfContentByte canvas = writer.getDirectContent();
    boolean asSaid = piece.drawn().equals(piece.text());
    if (!asSaid) {
      endBlock();
      PdfDictionary says = new PdfDictionary();
      says.put(PdfName.ACTUALTEXT, new PdfString(piece.text(), PdfObject.TEXT_UNICODE));
      canvas.beginMarkedContentSequence(PdfName.SPAN, says, true);
    }
    block().show(piece, x, y, size);
    if (!asSaid) {
      endBlock();
      canvas.endMarkedContentSequence();
    }
  }

  private TextBlock block() {
    if (block == null) {
      block = new TextBlock(writer.getDirectContent());
    }
    return block;
  }

  private void endBlock() {
    if (block != null) {
      block.end();
      block = null;
    }
  }

  private void endPage() {
    number();
    document.newPage();
    page++;
    y = PAPER.getHeight() - MARGIN;
  }

  private void number() {
    endBlock();
    PdfContentByte canvas = writer.getDirectContent();
    BaseFont font = fonts.usual();
    canvas.beginText();
    canvas.setFontAndSize(font, NUMBER_SIZE);
    canvas.showTextAligned(
        PdfContentByte.ALIGN_RIGHT,
        Integer.toString(page),
        PAPER.getWidth() - MARGIN,
        MARGIN / 2,
        0);
    canvas.endText();
  }
}
