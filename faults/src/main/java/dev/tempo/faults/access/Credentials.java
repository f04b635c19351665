package dev.tempo.faults.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes all kinds of credentials on a server: good ones of each role, and worthless ones. */
final class Credentials {
  static final List<String> ROLES = List.of("viewer", "operator", "developer", "admin");

  private static final String PASSWORD = "correct horse";

  private final RawHttp http;
  private final List<Credential> all = new ArrayList<>();
  private Map<String, String> admin = Map.of();

  Credentials(RawHttp http) {
    this.http = http;
  }

  List<Credential> make() throws IOException, InterruptedException {
    post("/api/setup/admin", account("admin"), Map.of());
    admin = bearer(logIn("admin"));
    for (String role : ROLES) {
      String name = "of-" + role;
      post("/api/users", account(name).replace("}", ",\"role\":\"" + role + "\"}"), admin);
      all.add(Credential.of(Credential.SESSION + role, logIn(name), role));
      all.add(Credential.of("key of role " + role, key("\"role\":\"" + role + "\""), role));
    }
    Map<String, String> trigger = bearer(key("\"scope\":\"trigger\""));
    all.add(new Credential("trigger key", trigger, Optional.of("viewer"), true));
    forged();
    halves();
    ended();
    return all;
  }

  private void forged() throws IOException, InterruptedException {
    String real = logIn("admin");
    String[] parts = real.split("\\.");
    String none = encoded("{\"alg\":\"none\",\"typ\":\"JWT\"}");
    String later =
        encoded(
            new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replaceAll("\"exp\":\\d+", "\"exp\":9999999999"));
    worthless("nothing", "");
    worthless("a word", "admin");
    worthless("a long word", "a".repeat(4_000));
    worthless("a key by guess", "tempo_" + "A".repeat(43));
    worthless("a token without its signature", parts[0] + "." + parts[1] + ".");
    worthless("a token of no algorithm", none + "." + parts[1] + ".");
    worthless("a token that says no algorithm", none + "." + parts[1] + "." + parts[2]);
    worthless("a token made to live longer", parts[0] + "." + later + "." + parts[2]);
    worthless("a token with more at its end", real + "A");
    worthless("a token cut short", real.substring(0, real.length() - 1));
    worthless("a token of another key", signed(parts[0] + "." + parts[1], "a key of my own"));
    worthless("a token of an empty key", signed(parts[0] + "." + parts[1], "\0"));
    all.add(Credential.worthless("no credential", "X-Nothing", "1"));
    all.add(Credential.worthless("a name and password", "Authorization", "Basic YWRtaW46eA=="));
    all.add(Credential.worthless("a token as Basic", "Authorization", "Basic " + real));
    all.add(Credential.worthless("a forwarded user", "X-Forwarded-User", "admin"));
    all.add(Credential.worthless("a forwarded address", "X-Forwarded-For", "127.0.0.1"));
    all.add(Credential.worthless("a token in a cookie", "Cookie", "tempo_session=" + real));
    all.add(Credential.worthless("a rewritten path", "X-Original-URL", "/api/health"));
  }

  private void halves() throws IOException, InterruptedException {
    RawHttp.Answer one = http.send("POST", "/api/auth/login", account("admin"), Map.of());
    RawHttp.Answer other = http.send("POST", "/api/auth/login", account("admin"), Map.of());
    String cookie = one.header("Set-Cookie").split(";")[0];
    all.add(Credential.worthless("the cookie alone", "Cookie", cookie));
    all.add(
        Credential.worthless(
            "the other half alone", "X-CSRF-Token", one.data().path("csrfToken").asText()));
    all.add(
        new Credential(
            "halves of two sessions",
            Map.of("Cookie", cookie, "X-CSRF-Token", other.data().path("csrfToken").asText()),
            Optional.empty(),
            false));
  }

  private void ended() throws IOException, InterruptedException {
    String loggedOut = logIn("admin");
    post("/api/auth/logout", null, bearer(loggedOut));
    worthless("a token after log-out", loggedOut);
    JsonNode revoked = post("/api/keys", "{\"name\":\"k\",\"scope\":\"api\"}", admin);
    http.send("DELETE", "/api/keys/" + revoked.path("id").asText(), null, admin);
    worthless("a revoked key", revoked.path("key").asText());
    JsonNode rotated = post("/api/keys", "{\"name\":\"k\",\"scope\":\"api\"}", admin);
    post("/api/keys/" + rotated.path("id").asText() + "/rotate", null, admin);
    worthless("a rotated key", rotated.path("key").asText());
    for (String how : List.of("deactivated", "deleted", "reset")) {
      String name = "once-" + how;
      JsonNode user = post("/api/users", account(name).replace("}", ",\"role\":\"admin\"}"), admin);
      String token = logIn(name);
      String path = "/api/users/" + user.path("id").asText();
      switch (how) {
        case "deactivated" -> http.send("PUT", path, "{\"active\":false}", admin);
        case "deleted" -> http.send("DELETE", path, null, admin);
        default -> http.send("PUT", path, "{\"password\":\"another horse\"}", admin);
      }
      worthless("a token, its account " + how, token);
    }
  }

  private void worthless(String name, String token) {
    all.add(Credential.worthlessToken(name, token));
    all.add(Credential.worthless(name + ", as a key", "X-API-Key", token));
  }

  private String logIn(String name) throws IOException, InterruptedException {
    return post("/api/auth/login", account(name), Map.of()).path("token").asText();
  }

  private String key(String field) throws IOException, InterruptedException {
    String scope = field.contains("scope") ? "" : "\"scope\":\"api\",";
    String body = "{\"name\":\"k\"," + scope + field + "}";
    return post("/api/keys", body, admin).path("key").asText();
  }

  private JsonNode post(String path, String body, Map<String, String> headers)
      throws IOException, InterruptedException {
    RawHttp.Answer answer = http.send("POST", path, body, headers);
    if (answer.status() / 100 != 2) {
      throw new IllegalStateException(path + " answered " + answer.status() + answer.body());
    }
    return answer.data();
  }

  private static Map<String, String> bearer(String token) {
    return Map.of("Authorization", "Bearer " + token);
  }

  private static String account(String name) {
    return String.format(Locale.ROOT, "{\"username\":\"%s\",\"password\":\"%s\"}", name, PASSWORD);
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String signed(String text, String key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] signature = mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
