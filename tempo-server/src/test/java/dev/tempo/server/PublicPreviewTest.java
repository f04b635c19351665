package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What everybody may ask, where it is switched on. */
final class PublicPreviewTest {
  private static final String DST =
      "/api/public/preview?expression=30%202%20*%20*%20*&timezone=Europe/Paris&count=2"
          + "&from=2026-03-28T12:00:00Z";

  @TempDir Path directory;
  private TestServer server;
  private ApiClient anybody;

  @BeforeEach
  void start() {
    server = TestServer.start(directory, builder -> builder.rateLimits(RateLimits.DEFAULT));
    server
        .client()
        .post("/api/setup/admin", "{'username':'admin','password':'" + TestServer.PASSWORD + "'}")
        .status(201);
    anybody = server.client();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void preview_isOffUnlessSwitchedOn_andNeedsNoLogIn() {
    anybody.get(DST).problem(404, "NOT_FOUND");
    switchOn();
    ApiClient.Answer answer = anybody.get(DST).status(200);
    assertThat(answer.header("Set-Cookie")).isEmpty();
    assertThat(answer.header("Content-Security-Policy"))
        .contains("default-src 'none'")
        .doesNotContain("unsafe");
    JsonNode preview = answer.data();
    assertThat(preview.path("descriptions").path("en").textValue()).isEqualTo("At 02:30 every day");
    assertThat(preview.path("descriptions").path("fr").textValue())
        .isEqualTo("À 02:30 tous les jours");
    assertThat(preview.path("descriptions")).hasSize(4);
    assertThat(times(preview, 0)).containsExactly("2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
    assertThat(times(preview, 1)).containsExactly("2026-03-30T00:30:00Z", "2026-03-31T00:30:00Z");
    assertThat(times(preview, 2)).isEqualTo(times(preview, 1));
    assertThat(preview.path("clockChanges").get(0).toString())
        .isEqualTo(
            "{'at':'2026-03-29T01:00:00Z','offsetBefore':'+01:00','offsetAfter':'+02:00'}"
                .replace('\'', '"'));
    String page = anybody.get("/preview").status(200).body();
    assertThat(page).doesNotContain("admin");
  }

  @Test
  void mistakes_areToldWithTheirPlace_inTheReadersLanguage() {
    switchOn();
    ApiClient.Answer wrong =
        anybody
            .header("Accept-Language", "fr")
            .get("/api/public/preview?expression=0%2025%20*%20*%20*")
            .invalid("expression");
    assertThat(wrong.json().path("details").get(0).path("position").intValue()).isEqualTo(2);
    assertThat(wrong.header("Content-Language")).isEqualTo("fr");
    String path = "/api/public/preview?expression=@daily";
    anybody.get("/api/public/preview").invalid("expression");
    anybody.get(path + "&timezone=Nowhere").invalid("timezone");
    anybody.get(path + "&count=51").invalid("count");
    anybody.get(path + "&dialect=SYSTEMD").invalid("dialect");
    anybody
        .get("/api/public/preview?expression=" + "1,".repeat(120) + "1%20*%20*%20*%20*")
        .invalid("expression");
  }

  /** The hardest that can be asked: what is rare or never comes is looked for until 2199. */
  @Test
  void work_isBounded_byEachQuestion_andByTheirNumber() {
    switchOn();
    long begin = System.nanoTime();
    assertThat(never("0%200%2031%202%20*")).isTrue();
    assertThat(never("0%200%2030%202%20%2BMON")).isTrue();
    assertThat(never("@reboot")).isTrue();
    JsonNode rare =
        anybody
            .get("/api/public/preview?count=50&expression=0%200%2029%202%20%2BMON")
            .status(200)
            .data();
    assertThat(rare.path("policies").get(0).path("occurrences").size()).isBetween(3, 50);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    int refused = 0;
    for (int i = 0; i < 80; i++) {
      ApiClient.Answer answer = anybody.get("/api/public/preview?expression=@daily");
      if (answer.status() == 429) {
        assertThat(answer.header("Retry-After")).isNotEmpty();
        refused++;
      }
    }
    assertThat(refused).isPositive();
    server.admin().get("/api/jobs").status(200); // who is logged in is counted by itself
  }

  private boolean never(String expression) {
    return anybody
        .get("/api/public/preview?expression=" + expression)
        .status(200)
        .data("never")
        .booleanValue();
  }

  private static List<String> times(JsonNode preview, int policy) {
    List<String> times = new ArrayList<>();
    preview.path("policies").get(policy).path("occurrences").forEach(t -> times.add(t.textValue()));
    return times;
  }

  private void switchOn() {
    server.admin().put("/api/settings", "{'publicPreview':true}").status(200);
  }
}
