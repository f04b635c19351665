package dev.tempo.faults.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Reads what a process is told on its standard input, and answers each line with one. */
final class CommandLoop {

  /** Does what it is told. */
  interface Command {
    /** Returns the answer. */
    String obey(String line) throws Exception;
  }

  private CommandLoop() {}

  /** Goes on until it is told to close, or nobody is there any more. */
  static void run(Command command) throws IOException {
    System.out.println("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(answer(command, line));
      if (line.equals("close")) {
        return;
      }
    }
  }

  private static String answer(Command command, String line) {
    try {
      return command.obey(line);
    } catch (Exception e) {
      return "failed " + e;
    }
  }
}
