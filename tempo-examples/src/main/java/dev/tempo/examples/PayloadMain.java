package dev.tempo.examples;

import dev.tempo.Job;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.jackson.JacksonPayloadCodec;
import dev.tempo.task.Task;
import java.time.Duration;
import java.util.List;

/** A handler that is given a record, says how far it is, and hands another record over. */
public final class PayloadMain {
  private PayloadMain() {}

  /**
   * What is to be billed.
   *
   * @param customer to whom
   * @param cents each position
   */
  public record Order(String customer, List<Integer> cents) {}

  /**
   * What came of it.
   *
   * @param customer to whom
   * @param total of all positions
   */
  public record Bill(String customer, int total) {}

  /**
   * Runs the example.
   *
   * @param args none
   */
  public static void main(String[] args) {
    try (Tempo tempo =
        Tempo.builder()
            // need: payload
            .payloadCodec(new JacksonPayloadCodec())
            .handler(
                "bill",
                Order.class,
                (context, order) -> {
                  // end of need
                  int total = 0;
                  for (int i = 0; i < order.cents().size(); i++) {
                    total += order.cents().get(i);
                    // need: progress
                    context.progress(i + 1, order.cents().size(), "Adding");
                    // end of need
                  }
                  // need: result
                  context.result(new Bill(order.customer(), total));
                  // end of need
                  // need: payload
                })
            // end of need
            .build()
            .start()) {
      // need: payload
      Job bill = tempo.save(Job.named("Bill").task(Task.handler("bill")).build());
      Order order = new Order("acme", List.of(100, 250));
      RunHandle run = tempo.run(bill.id(), RunOptions.DEFAULT.withPayload(order));
      // end of need
      System.out.println(run.await(Duration.ofMinutes(1)).status());
      // need: result
      System.out.println(run.result(Bill.class).orElseThrow());
      // end of need

      try {
        tempo.run(bill.id(), RunOptions.DEFAULT.withPayload("acme"));
      } catch (IllegalArgumentException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
