package dev.tempo.benchmarks.needs;

import java.io.Serializable;
import java.util.List;

/** What is done, whoever schedules it. */
class Work {
  /**
   * What is to be billed.
   *
   * @param customer to whom
   * @param cents each position
   */
  record Order(String customer, List<Integer> cents) implements Serializable {}

  void report() {}

  void mail(String to) {}

  void bill(Order order) {}
}
