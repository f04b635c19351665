package dev.tempo.engine.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.store.StoreException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exceptions of anybody's code, the worst included, as texts. */
class ExceptionTextTest {

  /** Each of its methods throws. */
  static final class Hostile extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }

    @Override
    public String toString() {
      throw new LinkageError("no text");
    }

    @Override
    public synchronized Throwable getCause() {
      throw new UnsupportedOperationException("no cause");
    }
  }

  static Stream<Throwable> hostile() {
    RuntimeException one = new RuntimeException("one");
    RuntimeException two = new RuntimeException("two", one);
    one.initCause(two);
    RuntimeException suppressing = new RuntimeException("suppressing");
    suppressing.addSuppressed(new Hostile());
    return Stream.of(
        new Hostile(),
        new RuntimeException("around", new Hostile()),
        suppressing,
        one,
        new RuntimeException((String) null),
        new RuntimeException("x".repeat(20_000_000)),
        new RuntimeException("half \uD83D of a character"),
        new StackOverflowError());
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void anyException_hasAText_aTraceAndAFormThatALogCanPrint(Throwable failure) {
    String type = failure.getClass().getSimpleName();
    assertThat(ExceptionText.message(failure)).contains(type).hasSizeLessThanOrEqualTo(2_001);
    assertThat(ExceptionText.stackTrace(failure))
        .contains(type)
        .hasSizeLessThanOrEqualTo(256 * 1024);
    assertThat(ExceptionText.loggable(failure).toString()).isNotNull();
    boolean halves =
        ExceptionText.message(failure).chars().anyMatch(unit -> Character.isSurrogate((char) unit));
    assertThat(halves).isFalse();
  }

  @Test
  void words_nameTheType_unlessTheyAreTemposOwn() {
    assertThat(ExceptionText.message(new IllegalStateException("why")))
        .isEqualTo("IllegalStateException: why");
    assertThat(ExceptionText.message(new NoClassDefFoundError("x/Y")))
        .isEqualTo("NoClassDefFoundError: x/Y");
    assertThat(ExceptionText.message(new IllegalStateException()))
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(ExceptionText.message(new IllegalStateException(" "))).contains("IllegalState");
    assertThat(ExceptionText.message(new StoreException("no shell"))).isEqualTo("no shell");
    assertThat(ExceptionText.stackTrace(new IllegalStateException("why")))
        .contains("why", "at dev.tempo");
  }

  @Test
  void cut_leavesNoHalfCharacter() {
    String text = "x".repeat(1_976) + "\uD83D\uDE00".repeat(9);
    assertThat(ExceptionText.message(new IllegalStateException(text))).endsWith("x…");
  }
}
