package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.ApiClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The languages of the pages over HTTP, and what an installation adds to them. */
final class LanguagesTest {
  private static final String NAME =
      " is left out: its name is no code of a language in small letters, as in fr.json or"
          + " pt-BR.json";

  @TempDir Path directory;

  private TestServer server;
  private ApiClient anybody;

  @BeforeEach
  void start() {
    server = TestServer.startSetUp(directory);
    anybody = server.client();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void fourLanguages_areComplete_andNeedNoLogIn() {
    JsonNode languages = anybody.get("/api/i18n/languages").status(200).data("languages");
    assertThat(languages.findValuesAsText("code")).containsExactly("en", "es", "fr", "it");
    assertThat(languages.findValuesAsText("name"))
        .containsExactly("English", "Español", "Français", "Italiano");
    assertThat(languages.findValues("complete")).allMatch(share -> share.doubleValue() == 1);
    assertThat(languages.findValues("default").stream().map(JsonNode::booleanValue))
        .containsExactly(true, false, false, false);
    server.admin().put("/api/settings", "{'defaultLanguage':'it'}").status(200);
    assertThat(
            anybody
                .get("/api/i18n/languages")
                .data("languages")
                .get(3)
                .path("default")
                .booleanValue())
        .isTrue();
  }

  @Test
  void textsOfALanguage_haveEveryKeyOfEnglish_andATag() {
    Answer french = anybody.get("/api/i18n/fr").status(200);
    assertThat(french.header("Content-Language")).isEqualTo("fr");
    assertThat(french.data("language").textValue()).isEqualTo("fr");
    assertThat(french.data("english")).isEmpty();
    assertThat(names(french.data("texts")))
        .containsAll(names(anybody.get("/api/i18n/en").status(200).data("texts")));
    assertThat(french.data("texts").path("run.cancel").textValue())
        .isEqualTo("Annuler l’exécution");
    assertThat(french.header("Cache-Control")).isEqualTo("no-cache");
    String tag = french.header("ETag");
    Answer again = anybody.header("If-None-Match", tag).get("/api/i18n/fr").status(304);
    assertThat(again.body()).isEmpty();
    String list = anybody.get("/api/i18n/languages").status(200).header("ETag");
    anybody.header("If-None-Match", list).get("/api/i18n/languages").status(304);
    anybody.get("/api/i18n/de").problem(404, "NOT_FOUND");
    anybody.get("/api/i18n/fr.json").problem(404, "NOT_FOUND");
  }

  @Test
  void filesOfTheInstallation_correctTexts_andAddALanguage() throws IOException {
    assertThat(page()).doesNotContain("data-translations");
    Path translations = Files.createDirectories(directory.resolve("config/translations"));
    Files.writeString(translations.resolve("fr.json"), "{\"section.jobs\": \"Traitements\"}");
    Files.writeString(
        translations.resolve("de.json"),
        "{\"section.jobs\": \"Aufträge\", \"jobs.count.one\": \"{count} Auftrag\","
            + " \"jobs.count.other\": \"{count} Aufträge\", \"run.cancel\": \"Abbrechen\","
            + " \"api.title.NOT_FOUND\": \"Nicht gefunden\", \"no.key\": \"nichts\", \"app.title\": 1}");
    Files.writeString(translations.resolve("pt.json"), "{\"section.jobs\": ");
    Files.writeString(translations.resolve("readme.txt"), "nothing");

    JsonNode french = anybody.get("/api/i18n/fr").data("texts");
    assertThat(french.path("section.jobs").textValue()).isEqualTo("Traitements");
    assertThat(french.path("section.runs").textValue()).isEqualTo("Exécutions");

    Answer german = anybody.get("/api/i18n/de").status(200);
    assertThat(german.data("texts").path("section.jobs").textValue()).isEqualTo("Aufträge");
    assertThat(german.data("texts").path("section.runs").textValue()).isEqualTo("Runs");
    assertThat(german.data("texts").has("no.key")).isFalse();
    List<String> english = texts(german.data("english"));
    assertThat(english)
        .contains("section.runs", "app.title")
        .doesNotContain("section.jobs", "jobs.count.one");

    JsonNode languages = anybody.get("/api/i18n/languages").data("languages");
    assertThat(languages.findValuesAsText("code")).containsExactly("de", "en", "es", "fr", "it");
    assertThat(languages.get(0).path("name").textValue()).isEqualTo("Deutsch");
    assertThat(languages.get(0).path("complete").doubleValue()).isBetween(0.0005, 0.01);
    assertThat(page()).contains("data-languages=\"de en es fr it\"").contains("data-translations=");
  }

  @Test
  void whatIsWrongWithFilesOfTheInstallation_isToldToAdministrators() throws IOException {
    ApiClient spanish = server.admin().header("Accept-Language", "es");
    assertThat(spanish.get("/api/admin/health").status(200).data("warnings")).isEmpty();
    Path translations = Files.createDirectories(directory.resolve("config/translations"));
    Files.writeString(
        translations.resolve("fr.json"),
        "{\"jobs.count.other\": \"des tâches\", \"section.jobs\": \"{nom}\", \"app.title\": 1}");
    Files.writeString(translations.resolve("pt.json"), "{\"section.jobs\": ");
    JsonNode health = spanish.get("/api/admin/health").status(200).data();
    assertThat(health.path("status").textValue()).isEqualTo("healthy");
    String file = "En la traducción " + translations.resolve("fr.json");
    assertThat(texts(health.path("warnings")))
        .containsExactly(
            file + ", app.title no es un texto y no se tiene en cuenta",
            file + ", al texto jobs.count.other le faltan los valores count",
            file + ", el texto section.jobs nombra valores que no existen: nom",
            "La traducción "
                + translations.resolve("pt.json")
                + " no se puede leer y no se tiene en cuenta: El cuerpo no es JSON válido: termina"
                + " demasiado pronto (línea 1, columna 18)");
    Files.writeString(
        translations.resolve("fr.json"),
        IntStream.range(0, 40)
            .mapToObj(i -> "\"x" + i + "\": " + i)
            .collect(Collectors.joining(",", "{", "}")));
    List<String> many = texts(spanish.get("/api/admin/health").status(200).data("warnings"));
    assertThat(many).hasSize(20);
    assertThat(many.getLast()).startsWith("Y 22 más como estos");
  }

  @Test
  void whatIsNoTranslation_isToldToAdministrators_andAddsNoLanguage() throws IOException {
    Path translations = Files.createDirectories(directory.resolve("config/translations"));
    Files.writeString(translations.resolve("de.json"), "[]");
    Files.createDirectory(translations.resolve("it.json"));
    Files.createSymbolicLink(translations.resolve("nl.json"), directory.resolve("nowhere"));
    Files.writeString(translations.resolve("pl.JSON"), "{}");
    Files.writeString(translations.resolve("pt_BR.json"), "{}");
    String file = "The translation " + translations + "/";
    assertThat(texts(server.admin().get("/api/admin/health").status(200).data("warnings")))
        .containsExactly(
            file + "de.json is left out: it is no JSON object of keys and texts",
            file + "it.json is left out: it is no file that can be read",
            file + "nl.json is left out: it is no file that can be read",
            file + "pl.JSON" + NAME,
            file + "pt_BR.json" + NAME);
    assertThat(page()).contains("data-languages=\"en es fr it\"");
  }

  @Test
  void emptyText_isNotTranslatedYet() throws IOException {
    Path translations = Files.createDirectories(directory.resolve("config/translations"));
    Files.writeString(translations.resolve("de.json"), "{\"api.notFound.path\": \"\"}");
    ApiClient german = anybody.header("Accept-Language", "de");
    assertThat(german.get("/api/none").problem(404, "NOT_FOUND").body())
        .contains("There is no path");
    assertThat(texts(server.admin().get("/api/admin/health").status(200).data("warnings")))
        .isEmpty();
  }

  @Test
  void aFileThatIsChanged_isReadAnew_andAccountsMayChooseItsLanguage() throws IOException {
    Path file =
        Files.createDirectories(directory.resolve("config/translations")).resolve("de.json");
    server.admin().put("/api/me/preferences", "{'language':'de'}").invalid("language");
    Files.writeString(file, "{\"section.jobs\": \"Aufträge\"}");
    Answer first = anybody.get("/api/i18n/de").status(200);
    Files.writeString(file, "{\"section.jobs\": \"Arbeiten\"}");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    Answer second = anybody.header("If-None-Match", first.header("ETag")).get("/api/i18n/de");
    assertThat(second.status(200).data("texts").path("section.jobs").textValue())
        .isEqualTo("Arbeiten");
    server.admin().put("/api/me/preferences", "{'language':'de'}").status(200);
    assertThat(server.admin().get("/api/auth/me").data("language").textValue()).isEqualTo("de");
    Files.delete(file);
    anybody.get("/api/i18n/de").problem(404, "NOT_FOUND");
    assertThat(server.admin().put("/api/me/preferences", "{'theme':'dark'}").status(200).body())
        .contains("dark");
  }

  @Test
  void whatComesWithTempo_andWhatIsNoJson_isToldInTheLanguageOfTheRequest() {
    ApiClient french = server.admin().header("Accept-Language", "fr-CA");
    JsonNode check = french.get("/api/templates").status(200).data("templates").get(0);
    assertThat(check.path("name").textValue()).isEqualTo("Contrôle HTTP");
    assertThat(check.path("description").textValue()).startsWith("Interroge une adresse web");
    assertThat(
            server.admin().get("/api/templates").data("templates").get(0).path("name").textValue())
        .isEqualTo("HTTP check");
    server.admin().post("/api/jobs", "{'name':'Mine','template':'http-check'}").status(201);
    assertThat(french.get("/api/jobs/mine/badge.svg").status(200).body()).contains(">jamais ex");
    for (String[] broken :
        new String[][] {
          {"{'a': [1, 2}", "caractère ou mot inattendu (ligne 1"},
          {"{'a': 1, 'a': 2}", "le champ «\u202fa\u202f» y figure deux fois"},
          {"{'a': ", "il se termine trop tôt"},
          {"{} {}", "quelque chose suit après sa fin"},
          {"[".repeat(100), "il est trop profondément imbriqué"}
        }) {
      assertThat(
              french
                  .post("/api/jobs", broken[0])
                  .problem(400, "BAD_REQUEST")
                  .json()
                  .path("detail")
                  .textValue())
          .startsWith("Le corps n’est pas du JSON valide")
          .contains(broken[1]);
    }
  }

  @Test
  void whatTempoHasNoted_isSaidInTheLanguageOfWhoReadsIt() throws IOException {
    ApiClient admin = server.admin();
    admin
        .post("/api/jobs", "{'name':'Text','task':{'kind':'shell','content':'echo 1'}}")
        .status(201);
    admin.put("/api/jobs/text?message=Restored", "{'task':{'content':'echo 2'}}").status(200);
    admin.post("/api/jobs/text/versions/1/restore").status(200);
    anybody
        .post("/api/auth/login", "{'username':'nobody','password':'x'}")
        .problem(401, "INVALID_CREDENTIALS");
    Path backups = Files.createDirectories(directory.resolve("backups/2026-01-02"));
    Files.writeString(backups.resolve("tempo-20260102T030405Z-manual.tar.gz"), "no archive");
    admin.post("/api/backups/20260102T030405Z-manual/restore").status(202);

    ApiClient french = admin.header("Accept-Language", "fr");
    assertThat(french.get("/api/jobs/text/versions").data("versions").findValuesAsText("message"))
        .containsExactly("Version 1 restaurée", "Restored", "null");
    JsonNode refused = french.get("/api/admin/audit?outcome=failed").data("entries");
    assertThat(refused.findValuesAsText("object")).containsExactly("(ce compte n’existe pas)");
    JsonNode failed =
        french.await("/api/backups/status", s -> s.path("running").isNull()).data("lastFailure");
    assertThat(failed.path("message").textValue())
        .contains("est endommagé, ou n’est pas une sauvegarde de Tempo");
  }

  @Test
  void fifthLanguage_answersProblems_andMayBeTheServers() throws IOException {
    Path translations = Files.createDirectories(directory.resolve("config/translations"));
    Files.writeString(
        translations.resolve("de.json"),
        "{\"api.title.NOT_FOUND\": \"Nicht gefunden\","
            + " \"api.notFound.language\": \"Es gibt keine Sprache „{id}“\"}");
    Answer german = anybody.header("Accept-Language", "de-AT").get("/api/i18n/xx");
    assertThat(german.problem(404, "NOT_FOUND").header("Content-Language")).isEqualTo("de");
    assertThat(german.json().path("title").textValue()).isEqualTo("Nicht gefunden");
    assertThat(german.json().path("detail").textValue()).isEqualTo("Es gibt keine Sprache „xx“");
    Answer partly = anybody.header("Accept-Language", "de").get("/api/i18n/de?of=x").invalid("of");
    assertThat(partly.json().path("title").textValue()).isEqualTo("Validation failed");
    server.admin().put("/api/settings", "{'defaultLanguage':'pt'}").invalid("defaultLanguage");
    server.admin().put("/api/settings", "{'defaultLanguage':'de'}").status(200);
    assertThat(anybody.get("/api/i18n/xx").json().path("title").textValue())
        .isEqualTo("Nicht gefunden");
    Answer french = anybody.header("Accept-Language", "ja, fr;q=0.1").get("/api/i18n/xx");
    assertThat(french.json().path("title").textValue()).isEqualTo("Introuvable");
  }

  @Test
  void pages_doWithoutWhatOnlyTheServerSays() {
    List<String> all = names(anybody.get("/api/i18n/fr").data("texts"));
    List<String> pages = names(anybody.get("/api/i18n/fr?of=pages").status(200).data("texts"));
    assertThat(all).contains("api.title.NOT_FOUND", "core.asItIs").containsAll(pages);
    assertThat(pages)
        .contains("section.jobs")
        .noneMatch(key -> key.startsWith("api.") || key.startsWith("core."));
    assertThat(anybody.get("/ui/i18n/fr.json").status(200).body())
        .contains("\"section.jobs\"")
        .doesNotContain("\"api.", "\"core.");
    anybody.get("/api/i18n/fr?of=server").invalid("of");
  }

  private String page() {
    return anybody.header("Accept", "text/html").get("/").status(200).body();
  }

  private static List<String> names(JsonNode texts) {
    return StreamSupport.stream(((Iterable<String>) texts::fieldNames).spliterator(), false)
        .toList();
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::textValue).toList();
  }
}
