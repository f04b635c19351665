package dev.tempo.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.store.RunQuery;
import dev.tempo.store.postgres.PostgresStore;
import dev.tempo.store.postgres.testing.PostgresServer;
import dev.tempo.store.postgres.testing.WithPostgres;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** A real application whose runs lie in its own data source. */
@WithPostgres
class ShopTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void runs_areAskedForInTheTransactionsOfTheApplication() {
    ShopApplication.SHIPPED.clear();
    SpringApplication application = new SpringApplication(ShopApplication.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    try (ConfigurableApplicationContext context =
        application.run(
            "--spring.main.banner-mode=off",
            "--logging.level.root=warn",
            "--spring.datasource.url=" + PostgresServer.shared().url(),
            "--spring.datasource.hikari.maximum-pool-size=12",
            "--tempo.store=postgresql",
            "--tempo.schema=" + PostgresServer.newSchema())) {
      Tempo tempo = context.getBean(Tempo.class);
      ShopApplication.Orders orders = context.getBean(ShopApplication.Orders.class);
      assertThat(tempo.store()).isInstanceOf(PostgresStore.class);
      orders.open();

      UUID placed = orders.place("A-1", false);
      assertThat(tempo.awaitRun(placed, LONG).status()).isEqualTo(RunStatus.SUCCESS);
      assertThatThrownBy(() -> orders.place("A-2", true)).hasMessageStartingWith("refused");
      UUID asked = orders.ask("A-3"); // where no transaction is open
      assertThat(tempo.awaitRun(asked, LONG).status()).isEqualTo(RunStatus.SUCCESS);

      assertThat(orders.count()).isEqualTo(1);
      assertThat(ShopApplication.SHIPPED).containsExactly("A-1", "A-3");
      assertThat(tempo.runs(RunQuery.ALL).runs()).hasSize(2);
    }
  }
}
