package dev.tempo.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.RunInterceptor;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** Examples of interceptors, as the documentation shows them. */
class InterceptorSnippetsTest {

  @Test
  void interceptor() {
    List<String> tenants = new ArrayList<>();
    // @start region="interceptor"
    RunInterceptor tenant =
        (context, chain) -> {
          MDC.put("tenant", context.requestContext().getOrDefault("tenant", "none"));
          try {
            chain.proceed();
          } finally {
            MDC.remove("tenant");
          }
        };
    try (Tempo tempo =
        Tempo.builder()
            .interceptor(tenant)
            .handler("report", context -> tenants.add(MDC.get("tenant")))
            .build()
            .start()) {
      Job report = tempo.save(Job.named("Report").task(Task.handler("report")).build());
      tempo
          .run(report.id(), RunOptions.DEFAULT.withContext(Map.of("tenant", "acme")))
          .await(Duration.ofMinutes(1));
    }
    // @end

    assertThat(tenants).hasSize(1);
  }
}
