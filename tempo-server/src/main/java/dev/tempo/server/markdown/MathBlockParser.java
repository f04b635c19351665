package dev.tempo.server.markdown;

import java.util.StringJoiner;
import org.commonmark.node.Block;
import org.commonmark.parser.SourceLine;
import org.commonmark.parser.block.AbstractBlockParser;
import org.commonmark.parser.block.AbstractBlockParserFactory;
import org.commonmark.parser.block.BlockContinue;
import org.commonmark.parser.block.BlockStart;
import org.commonmark.parser.block.MatchedBlockParser;
import org.commonmark.parser.block.ParserState;

/**
 * Reads formulas that begin a line with {@code $$}, up to a line that ends with it, so that what
 * stands in them is never taken for a list or a heading. A blank line ends one that is not closed.
 */
final class MathBlockParser extends AbstractBlockParser {
  private static final String MARK = "$$";
  private static final int CODE_INDENT = 4;

  private final MathBlock block = new MathBlock();
  private final StringJoiner lines = new StringJoiner("\n");
  private boolean begun;
  private boolean closed;

  /** Begins one where a line begins so. */
  static final class Factory extends AbstractBlockParserFactory {
    @Override
    public BlockStart tryStart(ParserState state, MatchedBlockParser matched) {
      CharSequence line = state.getLine().getContent();
      int at = state.getNextNonSpaceIndex();
      String rest = line.subSequence(at, line.length()).toString();
      if (state.getIndent() >= CODE_INDENT || !rest.startsWith(MARK)) {
        return BlockStart.none();
      }
      String behind = rest.substring(MARK.length()).strip();
      int second = behind.indexOf(MARK);
      boolean more = second >= 0 && second + MARK.length() < behind.length();
      return more || second == 0
          ? BlockStart.none()
          : BlockStart.of(new MathBlockParser()).atIndex(at);
    }
  }

  @Override
  public Block getBlock() {
    return block;
  }

  @Override
  public BlockContinue tryContinue(ParserState state) {
    return closed || state.isBlank()
        ? BlockContinue.none()
        : BlockContinue.atIndex(state.getIndex());
  }

  @Override
  public void addLine(SourceLine line) {
    String text = line.getContent().toString().strip();
    if (!begun) {
      begun = true;
      text = text.substring(MARK.length());
    }
    if (text.endsWith(MARK)) {
      closed = true;
      text = text.substring(0, text.length() - MARK.length());
    }
    if (!text.isBlank()) {
      lines.add(text.strip());
    }
  }

  @Override
  public void closeBlock() {
    block.set(lines.toString(), closed);
  }
}
