package dev.tempo.benchmarks.needs;

import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What is done, whoever schedules it, and what of it was done. */
public class Work {
  private static final List<String> DONE = new CopyOnWriteArrayList<>();
  private static volatile Runnable next = () -> {};

  /**
   * What is to be billed.
   *
   * @param customer to whom
   * @param cents each position
   */
  public record Order(String customer, List<Integer> cents) implements Serializable {}

  public void report() {
    note("report");
  }

  public void mail(String to) {
    note("mail " + to);
  }

  public void bill(Order order) {
    note(order.customer() + " " + order.cents());
  }

  private static void note(String what) {
    DONE.add(what);
    next.run();
  }

  /** Forgets what was done, and what to do next. */
  static void reset() {
    DONE.clear();
    next = () -> {};
  }

  /** Whatever is done does this, too, from now on. */
  static void thenDo(Runnable action) {
    next = action;
  }

  /** Whatever is done fails from now on, after it was done. */
  static void failWith(RuntimeException e) {
    next =
        () -> {
          throw e;
        };
  }

  static List<String> done() {
    return List.copyOf(DONE);
  }
}
