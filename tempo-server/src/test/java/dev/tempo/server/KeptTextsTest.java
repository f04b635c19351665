package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.tempo.server.security.authorization.Role;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept in English is said in the reader's language: ends of runs, their logs, mails. */
final class KeptTextsTest {
  private static final String GONE = "/nowhere/tool";
  private static final String ENGLISH =
      "It could not be started: command " + GONE + " does not exist";
  private static final String FRENCH =
      "Impossible à démarrer\u202f: la commande " + GONE + " n’existe pas";

  @TempDir Path directory;
  private TestServer server;
  private ApiClient admin;

  @BeforeEach
  void start() {
    server = TestServer.start(directory);
    server
        .client()
        .post(
            "/api/setup/admin",
            "{'username':'admin','password':'%s','email':'chef@example.org'}"
                .formatted(TestServer.PASSWORD))
        .status(201);
    admin = server.admin();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void endsAndLogs_areSaidInTheLanguageOfWhoReadsThem() throws Exception {
    String job = job("'task':{'kind':'command','command':['" + GONE + "']}");
    SocketClient events = SocketClient.open(admin.header("Accept-Language", "it"), url(), "/ws");
    String run = run(job);
    assertThat(events.untilType("run.finished").at("/data/error").textValue())
        .isEqualTo("Non si è potuto avviare: il comando " + GONE + " non esiste");
    assertThat(read(run, admin)).containsOnly(ENGLISH);

    language("fr");
    assertThat(read(run, admin)).hasSize(7).containsOnly(FRENCH);
    ApiClient.Answer answer = admin.get("/api/runs/" + run);
    assertThat(answer.header("Content-Language")).isEqualTo("fr");
    SocketClient live = SocketClient.open(admin, url(), "/api/runs/" + run + "/logs/live");
    assertThat(live.untilType("log").path("content").textValue()).isEqualTo(FRENCH);

    for (String words : List.of("IMPOSSIBLE À", "n'existe pas", "démarrer : la commande")) {
      JsonNode hit = admin.get("/api/search/logs?q=" + encoded(words)).data("hits").path(0);
      assertThat(hit.path("content").textValue()).as(words).isEqualTo(FRENCH);
      JsonNode place = hit.path("highlights").path(0);
      assertThat(FRENCH.substring(place.path(0).intValue(), place.path(1).intValue()))
          .hasSameSizeAs(words);
      assertThat(
              admin.get("/api/search/logs/histogram?q=" + encoded(words)).data("count").longValue())
          .isOne();
    }
    JsonNode asKept = admin.get("/api/search/logs?q=could+not+be+started").data("hits");
    assertThat(asKept.findValuesAsText("content")).containsExactly(ENGLISH);
    assertThat(admin.get("/api/search/logs?q=non+si+%C3%A8+potuto").data("hits")).isEmpty();

    JsonNode kept = admin.header("Accept-Language", "es").get("/api/runs/" + run).data();
    assertThat(kept.path("error").textValue()).as("the account decides").isEqualTo(FRENCH);
    language("en");
    assertThat(read(run, admin)).as("what is kept is English").containsOnly(ENGLISH);
    assertThat(admin.get("/api/logs/search?q=nowhere").status(200).body()).contains(ENGLISH);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void numbersOfLimits_areWrittenAsTheLanguageWritesThem() {
    String job =
        job(
            "'task':{'kind':'shell','content':'seq 1 1000; sleep 60'},'limits':{'outputBytes':2000}");
    String run = run(job);
    String english = error(run);
    assertThat(english).matches("output limit of 2\\.0 KiB exceeded by .*");
    language("fr");
    assertThat(error(run)).startsWith("limite de sortie de 2\u00a0Kio dépassée de");
  }

  @Test
  void explanations_areInTheLanguageToo() {
    String job =
        job(
            "'task':{'kind':'shell','content':'true'},"
                + "'triggers':[{'type':'cron','expression':'0 3 * * *'}]");
    language("es");
    JsonNode not = admin.get("/api/jobs/" + job + "/explain?at=2199-01-01T04:00:00Z").data();
    assertThat(not.at("/explanations/0/text").textValue())
        .isEqualTo(
            "La planificación no incluye este instante; el anterior: 2199-01-01T03:00:00Z,"
                + " el siguiente: 2199-01-02T03:00:00Z");
  }

  @Test
  void mails_areInTheLanguageAndTimeZoneOfTheAccountTheyGoTo_elseInTheServers() throws Exception {
    GreenMail mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mails.start();
    try {
      admin
          .put(
              "/api/settings/smtp",
              "{'server':'127.0.0.1','port':%d,'security':'NONE','from':'tempo@example.org'}"
                  .formatted(mails.getSmtp().getPort()))
          .status(200);
      admin.put("/api/settings", "{'defaultLanguage':'it','timezone':'UTC'}").status(200);
      admin.put("/api/me/preferences", "{'language':'fr','timezone':'Asia/Tokyo'}").status(200);
      run(
          job(
              "'task':{'kind':'shell','content':'echo x; exit 3'},"
                  + "'notify':{'on':'failure','emails':['Chef@example.org','a@example.org']}"));
      assertThat(mails.waitForIncomingEmail(20_000, 2)).isTrue();
      MimeMessage french = to(mails, "Chef@example.org");
      assertThat(french.getSubject()).isEqualTo("[Tempo] Told\u202f: échec (code de sortie 3)");
      assertThat(parts(french))
          .hasSize(2)
          .allSatisfy(
              text ->
                  assertThat(text)
                      .contains("Tâche", "Résultat", "Terminée avec le code de sortie 3", "JST")
                      .contains("Les dernières lignes de son journal\u202f:")
                      .containsPattern("0:00:0\\d,\\d{3}")
                      .doesNotContain("Duration", "exited"));
      MimeMessage italian = to(mails, "a@example.org");
      assertThat(italian.getSubject()).isEqualTo("[Tempo] Told: fallita (codice di uscita 3)");
      assertThat(parts(italian).get(0))
          .contains("Esito: ", "Terminata con il codice di uscita 3", "UTC");
    } finally {
      mails.stop();
    }
  }

  @Test
  void whyNobodyWasTold_isSaidInTheLanguageOfWhoAsks() {
    String job =
        job(
            "'task':{'kind':'shell','content':'exit 1'},"
                + "'notify':{'on':'failure','emails':['a@example.org']}");
    String run = run(job);
    language("fr");
    String french = "Le courrier n’est pas configuré\u202f; les messages ne seront pas envoyés.";
    JsonNode told =
        admin
            .await(
                "/api/runs/" + run + "/notifications",
                data -> data.path("notifications").size() == 1)
            .data("notifications");
    assertThat(told.get(0).path("reason").textValue()).isEqualTo(french);
    JsonNode reach = admin.get("/api/jobs/" + job + "/notifications").status(200).data();
    assertThat(reach.at("/problems/0/message").textValue()).isEqualTo(french);
    language("en");
    assertThat(admin.get("/api/runs/" + run + "/notifications").body())
        .contains("Mail is not set up; no mails will be sent");
  }

  @Test
  void scripts_findTheLanguageOfWhoStartedThem_elseOfTheirOwner_elseTheServers() {
    admin.put("/api/settings", "{'defaultLanguage':'it'}").status(200);
    ApiClient other = server.as(Role.OPERATOR);
    String job =
        job("'task':{'kind':'shell','content':'echo in $TEMPO_LANGUAGE'}," + "'tags':['t']");
    assertThat(log(run(job))).isEqualTo("in it");
    language("fr");
    assertThat(log(run(job))).isEqualTo("in fr");
    String byOther = other.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + byOther, data -> data.path("finishedAt").isTextual());
    assertThat(log(byOther)).as("who has chosen none reads as the owner does").isEqualTo("in fr");
    other.put("/api/me/preferences", "{'language':'es'}").status(200);
    byOther = other.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + byOther, data -> data.path("finishedAt").isTextual());
    assertThat(log(byOther)).isEqualTo("in es");
  }

  private String log(String run) {
    return admin.get("/api/runs/" + run + "/logs/download").status(200).body().strip();
  }

  /** Each place at which the end of a run that did not start can be read. */
  private List<String> read(String run, ApiClient client) {
    JsonNode lines = client.get("/api/runs/" + run + "/logs").status(200).data("lines");
    JsonNode list = client.get("/api/runs").status(200).data("runs");
    JsonNode board = client.get("/api/dashboard").status(200).data();
    String csv = client.post("/api/runs/export").status(200).body();
    String json = client.post("/api/runs/export", "{'format':'json'}").status(200).body();
    String text = client.get("/api/runs/" + run + "/logs/download").status(200).body();
    return Stream.of(
            client.get("/api/runs/" + run).status(200).data("error").textValue(),
            list.at("/0/error").textValue(),
            board.at("/failures/0/error").textValue(),
            lines.at("/0/content").textValue(),
            text.strip(),
            csv.lines().skip(1).findFirst().orElseThrow().contains(FRENCH) ? FRENCH : ENGLISH,
            json.contains(FRENCH) ? FRENCH : ENGLISH)
        .toList();
  }

  private void language(String code) {
    admin.put("/api/me/preferences", "{'language':'" + code + "'}").status(200);
  }

  private String error(String run) {
    return admin.get("/api/runs/" + run).status(200).data("error").textValue();
  }

  private String url() {
    return server.url();
  }

  private String job(String rest) {
    return admin
        .post("/api/jobs", "{'name':'Told'," + rest + "}")
        .status(201)
        .data("id")
        .textValue();
  }

  private String run(String job) {
    String run = admin.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + run, data -> data.path("finishedAt").isTextual());
    return run;
  }

  private static MimeMessage to(GreenMail mails, String address) throws Exception {
    for (MimeMessage mail : mails.getReceivedMessages()) {
      if (mail.getRecipients(Message.RecipientType.TO)[0].toString().equals(address)) {
        return mail;
      }
    }
    throw new AssertionError("No mail to " + address);
  }

  private static List<String> parts(MimeMessage mail) throws Exception {
    Multipart parts = (Multipart) mail.getContent();
    BodyPart text = parts.getBodyPart(0);
    return List.of(text.getContent().toString(), parts.getBodyPart(1).getContent().toString());
  }
}
