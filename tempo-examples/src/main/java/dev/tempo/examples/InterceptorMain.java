package dev.tempo.examples;

import dev.tempo.Job;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.task.Handler;
import dev.tempo.task.HandlerFactory;
import dev.tempo.task.RunContext;
import dev.tempo.task.Task;
import java.time.Duration;
import java.util.Map;

/** Handlers that a container makes, code around each of their runs, and what a request carries. */
public final class InterceptorMain {
  private InterceptorMain() {}

  /** A handler that needs something which it does not make itself. */
  static final class Greeter implements Handler {
    private final String greeting;

    Greeter(String greeting) {
      this.greeting = greeting;
    }

    @Override
    public void run(RunContext context) {
      System.out.println(greeting + " " + context.requestContext().get("tenant"));
    }
  }

  /**
   * Runs the example.
   *
   * @param args none
   */
  public static void main(String[] args) {
    HandlerFactory container = type -> new Greeter("Hello"); // injector::getInstance, as a rule
    try (Tempo tempo =
        Tempo.builder()
            .handlerFactory(container)
            .handler(Greeter.class)
            // need: around
            .interceptor(
                (context, chain) -> {
                  System.out.println("begin " + context.jobName());
                  try {
                    chain.proceed();
                  } finally {
                    System.out.println("end");
                  }
                })
            // end of need
            .build()
            .start()) {
      Job job = tempo.save(Job.named("Greet").task(Task.handler(Greeter.class)).build());
      RunOptions options = RunOptions.DEFAULT.withContext(Map.of("tenant", "acme"));
      System.out.println(tempo.run(job.id(), options).await(Duration.ofMinutes(1)).status());
    }
  }
}
