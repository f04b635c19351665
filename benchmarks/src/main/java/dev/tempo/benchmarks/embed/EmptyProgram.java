package dev.tempo.benchmarks.embed;

import java.io.IOException;

/** Nothing, which is what all others are held against. */
final class EmptyProgram {
  private EmptyProgram() {}

  /** Takes no arguments that it needs. */
  public static void main(String[] arguments) throws IOException {
    Program.observe();
  }
}
