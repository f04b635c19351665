package dev.tempo.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.server.jobs.JobDetails.Description;
import dev.tempo.server.jobs.JobDetails.Labels;
import dev.tempo.server.jobs.JobDetails.Ownership;
import dev.tempo.server.naming.Folder;
import dev.tempo.server.naming.Folder.Title;
import dev.tempo.server.naming.FolderTree;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.task.Task;
import dev.tempo.time.TimeSource;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of all jobs is what sorting, filtering and searching each of them would give. */
final class JobListTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final List<String> WORDS =
      List.of("Night", "backup", "ÉTÉ", "report", "ΣΑΣ", "Paris", "9999", "");
  private static final List<String> SOUGHT =
      List.of("night", "UP", "été", "é", "port r", "σας", "paris", "99", "at home", "nowhere");
  private static final UUID OWNER = UUID.randomUUID();

  @TempDir Path directory;
  private final Random random = new Random(15);
  private final Map<UUID, JobIndexEntry> jobs = new HashMap<>();
  private final UUID folder = UUID.randomUUID();
  private SqliteStore store;
  private JobIndex index;

  @BeforeEach
  void open() {
    store = SqliteStore.open(directory);
    index = new JobIndex(store.jobs(), new DetailsStore(store.database()), TimeSource.system());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void newestFirst_isAsSorted_whateverHasChanged() {
    for (int round = 0; round < 200; round++) {
      change(1 + random.nextInt(round % 10 == 0 ? 300 : 8));

      assertThat(index.newestFirst()).isEqualTo(sorted(job -> true));
    }
    index.disown(OWNER);
    assertThat(index.newestFirst())
        .hasSameSizeAs(jobs.values())
        .allMatch(job -> job.details().ownership().ownerId().isEmpty());
  }

  @Test
  void visibleJobs_areThoseThatTheCallerMaySee() {
    change(300);
    for (int round = 0; round < 50; round++) {
      change(3);
      JobList all = index.newestFirst();
      for (Role role : Role.values()) {
        for (Caller caller : List.of(caller(role, false), caller(role, true))) {
          assertThat(all.visible(all, caller, Optional.empty()))
              .isEqualTo(sorted(job -> JobAccess.maySee(caller, job)));
          assertThat(all.groups(caller))
              .containsExactlyInAnyOrderElementsOf(
                  all.stream()
                      .filter(job -> JobAccess.maySee(caller, job))
                      .flatMap(job -> job.origin().groupId().stream())
                      .collect(Collectors.toSet()));
          assertThat(all.visible(all, caller, Optional.of(JobIndexEntry::enabled)))
              .isEqualTo(sorted(job -> JobAccess.maySee(caller, job) && job.enabled()));
        }
      }
    }
  }

  @Test
  void search_findsWhatLookingThroughEachFinds() {
    FolderTree folders = new FolderTree(store.database());
    folders.save(new Folder(folder, Optional.empty(), new Title("At Home", "at-home"), NOW, NOW));
    JobTexts texts = new JobTexts(folders);
    change(2_000);
    for (int round = 0; round < 100; round++) {
      change(1 + random.nextInt(round % 20 == 0 ? 700 : 20));
      String sought = SOUGHT.get(random.nextInt(SOUGHT.size()));
      JobTexts.Search search = texts.search(sought);
      JobList all = index.newestFirst();
      List<UUID> expected = ids(sorted(job -> has(job, sought)));

      assertThat(ids(search.in(all))).as(sought).isEqualTo(expected);
      assertThat(ids(all.stream().filter(search::isIn).toList())).as(sought).isEqualTo(expected);
    }
  }

  @Test
  void list_isWholeAndInOrder_whileJobsChange() {
    change(500);
    List<UUID> standing = List.copyOf(jobs.keySet());
    CompletableFuture<Void> changing =
        CompletableFuture.runAsync(
            () -> {
              for (int round = 0; round < 3_000; round++) {
                Job job = Job.named("more " + round).task(Task.handler("work")).version(1).build();
                index.put(job, JobDetails.none(NOW.minusSeconds(round % 700)));
                if (round % 2 == 0) {
                  index.remove(job.id());
                }
              }
            });
    do {
      List<JobIndexEntry> list = index.newestFirst();

      assertThat(list).isSortedAccordingTo(JobOrder.NEWEST_FIRST).doesNotHaveDuplicates();
      assertThat(list.stream().map(JobIndexEntry::id)).containsAll(standing);
    } while (!changing.isDone());
    changing.join();
    assertThat(index.newestFirst())
        .containsExactlyInAnyOrderElementsOf(index.all().toList())
        .hasSize(2_000);
  }

  /** Saves new jobs, changes others, among these when they were made, and deletes some. */
  private void change(int count) {
    List<UUID> known = new ArrayList<>(jobs.keySet());
    for (int i = 0; i < count; i++) {
      boolean old = !known.isEmpty() && random.nextBoolean();
      UUID id = old ? known.get(random.nextInt(known.size())) : UUID.randomUUID();
      if (old && random.nextInt(3) == 0) {
        index.remove(id);
        jobs.remove(id);
      } else {
        put(id);
      }
    }
  }

  private void put(UUID id) {
    Job job =
        Job.named("a " + word() + " " + word())
            .id(id)
            .key(random.nextInt(9) == 0 ? "@group" + random.nextInt(9) + ":some" : "any" + id)
            .task(Task.handler("work"))
            .enabled(random.nextBoolean())
            .version(1)
            .build();
    JobDetails none = JobDetails.none(NOW.minusSeconds(random.nextInt(20)));
    Labels labels =
        new Labels(
            new Description(word() + " " + word(), Map.of("fr", word())),
            random.nextBoolean() ? Map.of() : Map.of("es", word()),
            word(),
            List.of(word() + "-tag"),
            random.nextInt(20) == 0 ? Optional.of(folder) : Optional.empty());
    Ownership ownership =
        new Ownership(
            random.nextBoolean() ? Optional.empty() : Optional.of(OWNER),
            Role.values()[random.nextInt(10) == 0 ? random.nextInt(4) : 0]);
    JobDetails details =
        new JobDetails(labels, ownership, none.behaviour(), none.secretVariables(), none.stamps());
    index.put(job, details);
    jobs.put(id, JobIndexEntry.of(job, details));
  }

  private String word() {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  private boolean has(JobIndexEntry job, String sought) {
    Labels labels = job.details().labels();
    Stream<String> texts =
        Stream.of(
                Stream.of(job.name(), job.key(), labels.category()),
                Stream.of(
                    labels.description().text(), labels.folderId().isEmpty() ? "" : "At Home"),
                labels.tags().stream(),
                labels.displayName().values().stream(),
                labels.description().languages().values().stream())
            .flatMap(some -> some);
    return texts.anyMatch(text -> isIn(text, sought));
  }

  private static boolean isIn(String text, String sought) {
    return IntStream.range(0, text.length())
        .anyMatch(at -> text.regionMatches(true, at, sought, 0, sought.length()));
  }

  private static List<UUID> ids(List<JobIndexEntry> jobs) {
    return jobs.stream().map(JobIndexEntry::id).toList();
  }

  private List<JobIndexEntry> sorted(Predicate<JobIndexEntry> wanted) {
    return jobs.values().stream().filter(wanted).sorted(JobOrder.NEWEST_FIRST).toList();
  }

  private static Caller caller(Role role, boolean lesser) {
    Optional<Caller.Key> key =
        lesser ? Optional.of(new Caller.Key(UUID.randomUUID(), false, true)) : Optional.empty();
    return new Caller(OWNER, "somebody", role, Optional.empty(), key);
  }
}
