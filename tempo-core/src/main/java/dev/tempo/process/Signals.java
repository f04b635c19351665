package dev.tempo.process;

import java.util.List;

/** Signal numbers of Linux on all architectures but MIPS and Alpha ({@code signal(7)}). */
public final class Signals {
  public static final int KILL = 9;
  public static final int TERM = 15;
  public static final int CONT = 18;
  public static final int STOP = 19;

  /** A shell reports a command that was ended by a signal as this plus the signal's number. */
  public static final int SHELL_OFFSET = 128;

  private static final List<String> NAMES =
      List.of(
          ("0 HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD"
                  + " CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS")
              .split(" "));

  private Signals() {}

  /** {@code SIGKILL} for 9; real-time signals are {@code SIG34} and so on. */
  public static String name(int number) {
    return "SIG" + (number > 0 && number < NAMES.size() ? NAMES.get(number) : number);
  }
}
