package dev.tempo.benchmarks.needs;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What is printed on the console until this is closed. */
final class Output implements AutoCloseable {
  private final PrintStream console = System.out;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Output() {
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
  }

  String text() {
    return bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
  }

  @Override
  public void close() {
    System.setOut(console);
  }
}
