package dev.tempo.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.server.security.authorization.AccessTable;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RoutesTest {

  @Test
  void route_thatIsNotInTheTable_isRefused() {
    assertThatThrownBy(() -> new Routes().get("/api/backdoor", call -> RouteResponse.ok(null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/api/backdoor");
  }

  @Test
  void rowWithoutRoute_isRefused() {
    assertThatThrownBy(() -> new Routes().requireComplete())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("GET /api/jobs");
  }

  @Test
  void everySeedPath_leadsToARouteOfTheTable() {
    Set<String> table = AccessTable.rows().keySet();
    for (LegacyPaths.Row row : LegacyPaths.rows()) {
      assertThat(table).contains(row.toMethod() + " " + row.to());
      assertThat(table).doesNotContain(row.method() + " " + row.from());
    }
  }
}
