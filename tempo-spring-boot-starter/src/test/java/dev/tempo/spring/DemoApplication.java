package dev.tempo.spring;

import dev.tempo.task.Handler;
import dev.tempo.task.RunContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/** An application as people write it, with two handlers and a schedule. */
@SpringBootApplication
class DemoApplication {

  /** How often each order was worked off, over all lives of the application in this test. */
  static final Map<String, Integer> ORDERS = new ConcurrentHashMap<>();

  static final AtomicInteger REPORTS = new AtomicInteger();

  @Bean
  TempoBuilderCustomizer failuresAreExpected() {
    return builder -> builder.failureLogLevel(java.util.Optional.empty());
  }

  /** What the handler is given. */
  record Order(String number) {}

  /** A bean whose method is a handler. */
  @Component
  static class Orders {
    private final Ledger ledger;

    Orders(Ledger ledger) {
      this.ledger = ledger;
    }

    @TempoHandler("work-off-order")
    void workOff(Order order, RunContext context) {
      ledger.enter(order.number());
      context.result(order.number());
    }
  }

  /** What the handler needs. */
  @Component
  static class Ledger {
    void enter(String order) {
      ORDERS.merge(order, 1, Integer::sum);
    }
  }

  /** A bean that is a handler. */
  @Component
  @TempoHandler("always-fails")
  static class Failing implements Handler {
    @Override
    public void run(RunContext context) {
      throw new IllegalStateException("on purpose");
    }
  }

  /** Runs by itself. */
  @Component
  static class Reports {
    @TempoScheduled(every = "${demo.period}", timeout = "PT1M")
    void nightly() {
      REPORTS.incrementAndGet();
    }
  }
}
