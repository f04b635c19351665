package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values against patterns that backtrack: others are served meanwhile. */
@Tag("alone")
final class PatternsTest extends ServerTest {
  private static final List<String> PATTERNS =
      List.of("(.*a){15}b", ".*.*.*.*=.*", "(a|aa)+b", "(x+x+)+y");
  private static final int AT_ONCE = 8;

  @Test
  void whileValuesAreHeldAgainstPatterns_healthAnswers() {
    List<String> jobs = new ArrayList<>();
    for (String pattern : PATTERNS) {
      String id =
          admin.post("/api/jobs", job("P" + jobs.size(), pattern)).status(201).data("id").asText();
      jobs.add(id);
    }
    List<CompletableFuture<Void>> attacks = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      String id = jobs.get(i % jobs.size());
      attacks.add(CompletableFuture.runAsync(() -> attack(id)));
    }
    List<Long> times = new ArrayList<>();
    do {
      long began = System.nanoTime();
      admin.get("/api/health").status(200);
      times.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    } while (!attacks.stream().allMatch(CompletableFuture::isDone));
    attacks.forEach(CompletableFuture::join);
    times.sort(null);
    // Tens of milliseconds on an idle machine; the bound leaves room for a busy one.
    assertThat(times.get(times.size() / 2)).as("median in ms of %s", times).isLessThan(1_000);
  }

  private void attack(String id) {
    for (String value : List.of("a".repeat(60), "x".repeat(4_000), "a".repeat(4_000))) {
      admin
          .post("/api/jobs/" + id + "/run", "{'parameters':{'p':'" + value + "'}}")
          .problem(422, "VALIDATION_ERROR");
    }
  }

  private static String job(String name, String pattern) {
    return "{'name':'%s','task':{'kind':'shell','content':'true'},'parameters':[{'name':'p','pattern':'%s'}]}"
        .formatted(name, pattern);
  }

  @Test
  void aPatternThatNeedsBacktracking_isRefusedWhenItIsSaved() {
    assertThat(admin.post("/api/jobs", job("Q", "(?=a)b")).problem(422, "VALIDATION_ERROR").body())
        .contains("must be a regular expression as RE2 has it, without look-ahead");
    assertThat(admin.post("/api/jobs", job("Q", "((a{1000}){1000}){1000}")).status(422).body())
        .contains("must be a smaller regular expression");
  }
}
