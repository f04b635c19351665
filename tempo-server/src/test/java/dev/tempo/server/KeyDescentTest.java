package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.testkit.VirtualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No key begets more than it is: whatever a key makes or rotates is at most of its scope, role and
 * life. Over all scopes, roles, jobs and ends, by what the keys then can do.
 */
final class KeyDescentTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant SOON = NOW.plus(Duration.ofMinutes(30));
  private static final Instant LATER = NOW.plus(Duration.ofHours(2));
  private static final List<Optional<Instant>> ENDS =
      List.of(Optional.empty(), Optional.of(SOON), Optional.of(LATER));
  private static final List<Role> PARENTS = List.of(Role.OPERATOR, Role.DEVELOPER, Role.ADMIN);

  @TempDir static Path directory;
  private static TestServer server;
  private static ApiClient owner;

  /** What somebody wants of a key. */
  private record Wish(String scope, Optional<Role> role, boolean oneJob, Optional<Instant> end) {
    String body() {
      return "{'name':'k','scope':'%s'%s%s%s}"
          .formatted(
              scope,
              role.map(r -> ",'role':'" + r.label() + "'").orElse(""),
              oneJob ? ",'jobs':['level-viewer']" : "",
              end.map(e -> ",'expiresAt':'" + e + "'").orElse(""));
    }
  }

  /** A key that was made, with its secret. */
  private record Key(String id, String secret) {}

  @BeforeAll
  static void start() {
    server = TestServer.start(directory, b -> b.time(VirtualClock.at(NOW)));
    server
        .client()
        .post("/api/setup/admin", "{'username':'admin','password':'" + TestServer.PASSWORD + "'}")
        .status(201);
    owner = server.admin();
    server.tempo().pause();
    for (Role role : Role.values()) {
      String body =
          "{'name':'Level %s','requiredLevel':'%s','urlTrigger':true,'overlap':'ALLOW',"
              + "'task':{'kind':'shell','content':'true'}}";
      owner.post("/api/jobs", body.formatted(role.label(), role.label())).status(201);
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void keysMadeByAKey_areNoMoreThanIt() {
    int made = 0;
    for (Role role : PARENTS) {
      for (Optional<Instant> end : ENDS) {
        Key parent = make(owner, new Wish("api", Optional.of(role), false, end)).orElseThrow();
        for (Wish wish : wishes()) {
          Optional<Key> child = make(client(parent), wish);
          if (child.isPresent()) {
            requireNoMore(child.get(), role, end, parent + " -> " + wish);
            delete(child.get());
            made++;
          }
        }
        delete(parent);
      }
    }
    assertThat(made).isGreaterThan(100);
  }

  @Test
  void keysRotatedByAKey_areNoMoreThanIt() {
    List<Wish> wishes = wishes();
    int rotated = 0;
    for (Role role : PARENTS) {
      for (Optional<Instant> end : ENDS) {
        Key parent = make(owner, new Wish("api", Optional.of(role), false, end)).orElseThrow();
        for (Wish wish : wishes) {
          Optional<Key> other = make(owner, wish);
          if (other.isPresent()) {
            var answer = client(parent).post("/api/keys/" + other.get().id + "/rotate");
            if (answer.status() == 200) {
              Key found = new Key(other.get().id, answer.data("key").textValue());
              requireNoMore(found, role, end, parent + " rotates " + wish);
              rotated++;
            } else {
              answer.problem(403, "UNAUTHORIZED");
            }
            delete(other.get());
          }
        }
        var itself = client(parent).post("/api/keys/" + parent.id + "/rotate").status(200);
        Key again = new Key(parent.id, itself.data("key").textValue());
        requireNoMore(again, role, end, parent + " rotates itself");
        delete(again);
      }
    }
    assertThat(rotated).isGreaterThan(50);
  }

  @Test
  void keysOfAKey_endWithIt_howeverFarTheyDescend() {
    Wish wish = new Wish("api", Optional.empty(), false, Optional.empty());
    Key first = make(owner, wish).orElseThrow();
    Key second = make(client(first), wish).orElseThrow();
    Key third = make(client(second), wish).orElseThrow();
    Key taken = rotated(client(third), make(owner, wish).orElseThrow());
    Key kept = rotated(owner, make(client(first), wish).orElseThrow());
    Key itself = rotated(client(second), second);
    var ended = owner.delete("/api/keys/" + first.id).status(200);
    assertThat(ended.data("othersEnded").intValue()).isEqualTo(3);
    for (Key gone : List.of(first, itself, third, taken)) {
      client(gone).get("/api/jobs").problem(401, "INVALID_TOKEN");
    }
    client(kept).get("/api/jobs").status(200); // its owner alone knows it since
    delete(kept);
  }

  private static Key rotated(ApiClient as, Key key) {
    var answer = as.post("/api/keys/" + key.id + "/rotate").status(200);
    return new Key(key.id, answer.data("key").textValue());
  }

  private static List<Wish> wishes() {
    List<Wish> wishes = new ArrayList<>();
    for (Optional<Instant> end : ENDS) {
      wishes.add(new Wish("trigger", Optional.empty(), false, end));
      wishes.add(new Wish("trigger", Optional.empty(), true, end));
      wishes.add(new Wish("trigger", Optional.of(Role.ADMIN), false, end));
      wishes.add(new Wish("api", Optional.empty(), false, end));
      for (Role role : Role.values()) {
        wishes.add(new Wish("api", Optional.of(role), false, end));
      }
    }
    return wishes;
  }

  /** By what it can do, and by when the list says that it ends. */
  private static void requireNoMore(Key key, Role role, Optional<Instant> end, String what) {
    boolean administers = client(key).get("/api/users").status() == 200;
    assertThat(administers && role != Role.ADMIN).as(what + " administers").isFalse();
    for (Role level : Role.values()) {
      int status = client(key).post("/api/jobs/level-" + level.label() + "/trigger").status();
      assertThat(status == 202 && !role.atLeast(level)).as(what + " runs " + level).isFalse();
    }
    JsonNode shown = shown(key.id);
    if (end.isPresent()) {
      assertThat(shown.path("expiresAt").textValue()).as(what).isNotNull();
      assertThat(Instant.parse(shown.path("expiresAt").textValue()))
          .as(what)
          .isBeforeOrEqualTo(end.get());
    }
  }

  private static JsonNode shown(String id) {
    for (JsonNode key : owner.get("/api/keys?limit=1000").status(200).data("keys")) {
      if (key.path("id").textValue().equals(id)) {
        return key;
      }
    }
    throw new AssertionError("There is no key " + id);
  }

  private static Optional<Key> make(ApiClient as, Wish wish) {
    var answer = as.post("/api/keys", wish.body());
    return answer.status() == 201
        ? Optional.of(new Key(answer.data("id").textValue(), answer.data("key").textValue()))
        : Optional.empty();
  }

  private static void delete(Key key) {
    owner.delete("/api/keys/" + key.id).status(200);
  }

  private static ApiClient client(Key key) {
    return server.client().withKey(key.secret);
  }
}
