package dev.tempo.shop;

import dev.tempo.Job;
import dev.tempo.RunOptions;
import dev.tempo.Scheduler;
import dev.tempo.TransactionalScheduler;
import dev.tempo.spring.TempoHandler;
import dev.tempo.task.RunContext;
import dev.tempo.task.Task;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** An application that keeps its runs beside its own tables. */
@SpringBootApplication
class ShopApplication {
  static final Queue<String> SHIPPED = new ConcurrentLinkedQueue<>();

  /** What follows an order. */
  @Component
  static class Shipping {
    @TempoHandler("ship")
    void ship(RunContext context) {
      SHIPPED.add(context.parameter("order"));
    }
  }

  /** Takes orders. */
  @Service
  static class Orders {
    private final JdbcTemplate jdbc;
    private final Scheduler scheduler;
    private final TransactionalScheduler transactional;

    Orders(JdbcTemplate jdbc, Scheduler scheduler, TransactionalScheduler transactional) {
      this.jdbc = jdbc;
      this.scheduler = scheduler;
      this.transactional = transactional;
    }

    /** Takes an order, unless it is refused at the last moment. */
    @Transactional
    public UUID place(String order, boolean isRefused) {
      jdbc.update("INSERT INTO purchase (number) VALUES (?)", order);
      UUID run = ask(order);
      if (isRefused) {
        throw new IllegalStateException("refused: " + run);
      }
      return run;
    }

    /** Ships what was ordered elsewhere. */
    UUID ask(String order) {
      Job ship = scheduler.findJobByKey("Ship").orElseThrow();
      return transactional.run(ship.id(), RunOptions.DEFAULT.withParameter("order", order));
    }

    void open() {
      jdbc.execute("CREATE TABLE IF NOT EXISTS purchase (number text PRIMARY KEY)");
      jdbc.execute("DELETE FROM purchase");
      scheduler.saveIfAbsent(Job.named("Ship").task(Task.handler("ship")).build());
    }

    long count() {
      Long count = jdbc.queryForObject("SELECT count(*) FROM purchase", Long.class);
      return count == null ? 0 : count;
    }
  }
}
