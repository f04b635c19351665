package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pages of scripts that were opened with API keys end with these, and are no more than they may.
 */
final class InterfaceKeysTest {
  @TempDir private static Path directory;
  private static PageServer pages;

  @BeforeAll
  static void start() throws IOException {
    pages = new PageServer(directory);
  }

  @AfterEach
  void endAll() {
    pages.endAll();
  }

  @AfterAll
  static void stop() {
    pages.close();
  }

  /** A key that was made, and its id. */
  private record Key(ApiClient client, String id) {
    static Key of(ApiClient owner, String more) {
      JsonNode made =
          owner.post("/api/keys", "{'name':'k','scope':'api'" + more + "}").status(201).data();
      ApiClient client = pages.server().client().withKey(made.path("key").textValue());
      return new Key(client, made.path("id").textValue());
    }
  }

  private static String inMinutes(int minutes) {
    Instant end = pages.time().nowMillis().plus(Duration.ofMinutes(minutes));
    return ",'expiresAt':'" + end + "'";
  }

  @Test
  void keyThatExpires_orIsDeleted_takesItsPagesWithIt() throws Exception {
    ApiClient owner = pages.server().as("kim", Role.OPERATOR);
    String job = pages.page("Kim's page");
    Key shortLived = Key.of(owner, inMinutes(10));
    JsonNode opened = pages.open(shortLived.client(), job).status(201).data();
    assertThat(pages.ready(owner, job).path("state").textValue()).isEqualTo("ready");
    PageTab tab = PageTab.of(opened);
    tab.page();
    pages.time().step(Duration.ofMinutes(11));
    pages.awaitEnd(opened);
    assertThat(tab.get("/").statusCode()).isNotEqualTo(200);

    Key deleted = Key.of(owner, "");
    JsonNode next = pages.open(deleted.client(), job).status(201).data();
    pages.ready(owner, job);
    PageTab other = PageTab.of(next);
    other.page();
    owner.delete("/api/keys/" + deleted.id()).status(200);
    assertThat(other.get("/").statusCode()).isNotEqualTo(200);
    pages.awaitEnd(next);
  }

  @Test
  void lesserKey_hasPagesOfItsOwnLevel_andDoesNotSeeTheAccounts() throws Exception {
    ApiClient owner = pages.server().as("dana", Role.DEVELOPER);
    String job = pages.page("Dana's page");
    Key lesser = Key.of(owner, ",'role':'operator'");
    JsonNode ofKey = pages.open(lesser.client(), job).status(201).data();
    JsonNode ofAccount = pages.open(owner, job).status(201).data();
    assertThat(ofKey.path("sessionId")).isNotEqualTo(ofAccount.path("sessionId"));
    pages.ready(owner, job);
    pages.ready(lesser.client(), job);
    JsonNode seen = PageTab.of(ofKey).page();
    assertThat(seen.path("environment").path("TEMPO_USER_LEVEL").textValue()).isEqualTo("operator");
    assertThat(seen.path("arguments").toString())
        .containsOnlyOnce("\"--user-level\"")
        .contains("\"--user-level\",\"operator\"");
    JsonNode page = PageTab.of(ofAccount).page();
    assertThat(page.path("arguments").toString()).contains("\"--user-level\",\"developer\"");
    assertThat(page.path("environment").path("TEMPO_USER_LEVEL").textValue())
        .isEqualTo("developer");
    JsonNode listed = lesser.client().get("/api/interfaces").status(200).data("interfaces");
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).path("sessionId")).isEqualTo(ofKey.path("sessionId"));
    assertThat(owner.get("/api/interfaces").data("interfaces")).hasSize(2);
    String accounts = ofAccount.path("sessionId").textValue();
    lesser.client().delete("/api/interfaces/" + accounts).problem(404, "NOT_FOUND");
    String ping = "{'sessionId':'" + accounts + "'}";
    assertThat(
            lesser
                .client()
                .post("/api/jobs/" + job + "/interface/ping", ping)
                .data("state")
                .textValue())
        .isEqualTo("none");
    owner.delete("/api/interfaces/" + ofKey.path("sessionId").textValue()).status(204);
    pages.awaitEnd(ofKey);
  }

  @Test
  void valuesOfTheSevenArguments_areTempos_whateverTheRequestSays() throws Exception {
    ApiClient owner = pages.server().as("sven", Role.OPERATOR);
    String job =
        pages.job(
            "Sven's page",
            ",'interface':{'autoOpen':true},'parameters':[{'name':'user-level','type':'string'},"
                + "{'name':'data-dir','type':'string'}]");
    String given = "{'theme':'dark','parameters':{'user-level':'admin','data-dir':'/etc'}}";
    owner.post("/api/jobs/" + job + "/interface", given.replace("dark", "pink")).invalid("theme");
    JsonNode opened = owner.post("/api/jobs/" + job + "/interface", given).status(201).data();
    pages.ready(owner, job);
    PageTab tab = PageTab.of(opened);
    String arguments = tab.page().path("arguments").toString();
    assertThat(arguments)
        .contains("\"--user-level\",\"operator\"", "\"--theme\",\"dark\"")
        .containsOnlyOnce("--theme")
        .doesNotContain("/etc", "\"admin\"");
    assertThat(tab.page().path("environment").path("TEMPO_THEME").textValue()).isEqualTo("dark");
    assertThat(tab.get("/.tempo/").body()).contains("data-theme=\"dark\"");
  }

  @Test
  void pageOfAKey_outlivesTheServer_asLongAsTheKeyDoes() throws Exception {
    ApiClient owner = pages.server().as("rolf", Role.DEVELOPER);
    String job = pages.page("Rolf's page");
    Key lasting = Key.of(owner, "");
    Key ending = Key.of(owner, inMinutes(10) + ",'role':'operator'");
    JsonNode goesOn = pages.open(lasting.client(), job).status(201).data();
    JsonNode ends = pages.open(ending.client(), job).status(201).data();
    pages.ready(lasting.client(), job);
    pages.ready(ending.client(), job);
    PageTab tab = PageTab.of(goesOn);
    PageTab lost = PageTab.of(ends);
    JsonNode before = tab.page();
    lost.page();
    pages.shutDown();
    pages.time().step(Duration.ofMinutes(11));
    pages.startAgain();
    pages.awaitEnd(ends);
    Await.until("the page is there again", tab::isThere);
    assertThat(tab.page().path("pid")).isEqualTo(before.path("pid"));
    assertThat(lost.isThere()).isFalse();
    pages.admin().delete("/api/keys/" + lasting.id()).status(200);
    pages.awaitEnd(goesOn);
  }
}
