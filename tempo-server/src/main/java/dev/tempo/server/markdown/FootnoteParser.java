package dev.tempo.server.markdown;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.Block;
import org.commonmark.parser.InlineParserContext;
import org.commonmark.parser.beta.LinkInfo;
import org.commonmark.parser.beta.LinkProcessor;
import org.commonmark.parser.beta.LinkResult;
import org.commonmark.parser.beta.Scanner;
import org.commonmark.parser.block.AbstractBlockParser;
import org.commonmark.parser.block.AbstractBlockParserFactory;
import org.commonmark.parser.block.BlockContinue;
import org.commonmark.parser.block.BlockStart;
import org.commonmark.parser.block.MatchedBlockParser;
import org.commonmark.parser.block.ParserState;

/**
 * Reads footnotes as GitHub has them: {@code [^label]: text}, and further paragraphs of it indented
 * by four; {@code [^label]} in a text leads there.
 */
final class FootnoteParser extends AbstractBlockParser {
  private static final int INDENT = 4;
  private static final int MAX_LABEL = 100;
  private static final Pattern MARK = Pattern.compile("\\^([^\\]\\[\\s]{1," + MAX_LABEL + "})");
  private static final Pattern BEGIN =
      Pattern.compile("\\[\\^([^\\]\\[\\s]{1," + MAX_LABEL + "})]:[ \\t]*");

  private final Footnote footnote;

  private FootnoteParser(String label) {
    this.footnote = new Footnote(label);
  }

  /** Begins one where a line begins so. */
  static final class Factory extends AbstractBlockParserFactory {
    @Override
    public BlockStart tryStart(ParserState state, MatchedBlockParser matched) {
      if (state.getIndent() >= INDENT) {
        return BlockStart.none();
      }
      Matcher begin = BEGIN.matcher(state.getLine().getContent());
      begin.region(state.getNextNonSpaceIndex(), state.getLine().getContent().length());
      return begin.lookingAt()
          ? BlockStart.of(new FootnoteParser(begin.group(1))).atIndex(begin.end())
          : BlockStart.none();
    }
  }

  /** Finds the marks, which look like links that lead nowhere. */
  static final class References implements LinkProcessor {
    @Override
    public LinkResult process(LinkInfo link, Scanner scanner, InlineParserContext context) {
      if (link.destination() != null) {
        return LinkResult.none();
      }
      Matcher mark = MARK.matcher(link.text(scanner));
      return mark.matches()
          ? LinkResult.replaceWith(new FootnoteReference(mark.group(1)), link.afterTextBracket())
          : LinkResult.none();
    }
  }

  @Override
  public Block getBlock() {
    return footnote;
  }

  @Override
  public boolean isContainer() {
    return true;
  }

  @Override
  public boolean canContain(Block child) {
    return !(child instanceof Footnote);
  }

  @Override
  public BlockContinue tryContinue(ParserState state) {
    if (state.isBlank()) {
      return BlockContinue.atIndex(state.getNextNonSpaceIndex());
    }
    return state.getIndent() >= INDENT
        ? BlockContinue.atColumn(state.getColumn() + INDENT)
        : BlockContinue.none();
  }
}
