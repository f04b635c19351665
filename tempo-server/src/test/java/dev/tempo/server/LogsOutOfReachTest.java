package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** What is answered while logs cannot be read. */
final class LogsOutOfReachTest extends ServerTest {
  private static final String GONE = "ALTER TABLE chunk RENAME TO chunk_gone";
  private static final String BACK = "ALTER TABLE chunk_gone RENAME TO chunk";

  @Test
  void logsThatCannotBeRead_areUnavailable_withoutWhatTheDatabaseSays_andComeBack()
      throws Exception {
    String job =
        admin
            .post("/api/jobs", "{'name':'Noisy','task':{'kind':'shell','content':'echo a-needle'}}")
            .status(201)
            .data("id")
            .textValue();
    String run = ended(admin, job);
    String logs = "/api/runs/" + run + "/logs";
    change(GONE);
    for (String path : new String[] {logs, logs + "/download", "/api/search/logs?q=a-needle"}) {
      assertThat(admin.get(path).problem(503, "UNAVAILABLE").json().path("detail").textValue())
          .startsWith("The database cannot be reached")
          .doesNotContain("chunk", directory.toString());
    }
    change(BACK);
    JsonNode lines = admin.get(logs).status(200).data("lines");
    assertThat(lines.get(0).path("content").textValue()).isEqualTo("a-needle");
  }

  private void change(String sql) throws SQLException {
    String file = directory.resolve("logs.db").toString();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
