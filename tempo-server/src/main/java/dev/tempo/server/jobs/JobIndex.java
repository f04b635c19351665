package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Job;
import dev.tempo.event.Event;
import dev.tempo.server.caching.DataChange;
import dev.tempo.server.caching.NodeCache;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.store.JobStore;
import dev.tempo.store.jdbc.Database;
import dev.tempo.time.TimeSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds jobs by id, key or path. Holds an entry of every job in memory. Thread-safe. */
public final class JobIndex implements NodeCache {
  private static final int PAGE = 100;

  private final ConcurrentMap<UUID, JobIndexEntry> entries = new ConcurrentHashMap<>();
  private final ConcurrentMap<UUID, JobDetails> expected = new ConcurrentHashMap<>();
  private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<JobIndexEntry>> readers = new CopyOnWriteArrayList<>();
  private final JobStore jobs;
  private final DetailsStore details;
  private final TimeSource time;

  /** Ids by key and by safe name; guarded by itself. */
  private final Map<String, UUID> byKey = new HashMap<>();

  private final Map<String, Set<UUID>> bySafeName = new HashMap<>();

  /** Guarded likewise. */
  private final JobListing listing = new JobListing();

  /**
   * Of each reading of all jobs: those that were changed or read since it began; guarded likewise.
   */
  private final List<Set<UUID>> newerThanReading = new ArrayList<>();

  JobIndex(JobStore jobs, DetailsStore details, TimeSource time) {
    this.jobs = jobs;
    this.details = details;
    this.time = time;
  }

  @Override
  public void invalidate(DataChange change) {
    switch (change) {
      case DataChange.Everything all -> readAll(page -> {});
      case DataChange.JobsChanged changed -> changed.jobIds().forEach(this::read);
      default -> {} // says nothing about jobs
    }
  }

  /**
   * Reads all jobs, and shows them to a reader, some at a time, before they are known here. Until
   * this was called for the first time, none is. Details, and both halves of many definitions, are
   * read at the same time.
   */
  void readAll(Consumer<List<Job>> reader) {
    read(into -> definitions(into, reader));
  }

  /**
   * Reads of all jobs what is kept here, and no definitions.
   *
   * @return false if there are so few jobs that it has not, and {@link #readAll} is to be preferred
   */
  boolean readHeads() {
    JobHeadStore heads = details.heads();
    boolean many = heads.areVeryMany();
    if (many) {
      read(into -> List.of(() -> into.addAll(heads.all())));
    }
    return many;
  }

  /** Reads all jobs and, at the same time, their details. */
  private void read(Function<List<JobIndexEntry>, List<Runnable>> reading) {
    Set<UUID> newer = new HashSet<>();
    synchronized (byKey) {
      newerThanReading.add(newer);
    }
    try {
      read(reading, newer);
    } finally {
      synchronized (byKey) {
        newerThanReading.removeIf(one -> one == newer);
      }
    }
  }

  private void read(Function<List<JobIndexEntry>, List<Runnable>> reading, Set<UUID> newer) {
    Set<UUID> gone = new HashSet<>(entries.keySet());
    Map<UUID, JobDetails> stored = new HashMap<>();
    List<JobIndexEntry> read = new ArrayList<>();
    List<Runnable> work = new ArrayList<>(reading.apply(read));
    work.add(() -> stored.putAll(details.all()));
    SideBySide.of(work, JobIndex::done).all();
    for (JobIndexEntry job : read) {
      synchronized (byKey) {
        if (!newer.contains(job.id())) {
          gone.remove(job.id());
          take(job, Optional.ofNullable(stored.get(job.id())));
        }
      }
    }
    synchronized (byKey) {
      gone.addAll(newer);
    }
    gone.forEach(this::read); // it may have come back
  }

  private List<Runnable> definitions(List<JobIndexEntry> into, Consumer<List<Job>> reader) {
    Consumer<List<Job>> collector =
        page -> {
          List<JobIndexEntry> known =
              page.stream().map(job -> JobIndexEntry.of(job, JobHeadStore.UNKNOWN)).toList();
          synchronized (into) {
            into.addAll(known);
            reader.accept(page);
          }
        };
    Optional<String> middle = details.middleKey();
    List<Runnable> halves = new ArrayList<>();
    halves.add(() -> pages(Optional.empty(), middle, collector));
    middle.ifPresent(key -> halves.add(() -> pages(middle, Optional.empty(), collector)));
    return halves;
  }

  /**
   * Learns what a definition as a whole tells of a job that is known: one of which something cannot
   * be read does not run.
   *
   * @return false if it is of another version than the one that is known
   */
  boolean learn(Job job) {
    synchronized (byKey) {
      Optional<JobIndexEntry> known =
          find(job.id()).filter(entry -> entry.version() == job.version());
      known
          .map(entry -> JobIndexEntry.of(job, entry.details()))
          .filter(whole -> !whole.equals(known.get()))
          .ifPresent(this::put);
      return known.isPresent();
    }
  }

  private static boolean done(Runnable work) {
    work.run();
    return true;
  }

  private void read(UUID id) {
    note(id);
    long before = version(id);
    Optional<JobDetails> stored = details.find(id);
    jobs.find(id)
        .ifPresentOrElse(
            job -> take(JobIndexEntry.of(job, JobHeadStore.UNKNOWN), stored),
            () -> remove(id, before));
  }

  /** The version of the definition that is known; 0 for none. */
  private long version(UUID id) {
    return find(id).map(JobIndexEntry::version).orElse(0L);
  }

  /** A job that was not stored, unless it came meanwhile. */
  private void remove(UUID id, long version) {
    synchronized (byKey) {
      if (version(id) == version) {
        remove(id);
      }
    }
  }

  /** Keeps a job as it is stored, unless it was changed here since it was read, or is just now. */
  private void take(JobIndexEntry job, Optional<JobDetails> stored) {
    synchronized (byKey) {
      long version = version(job.id());
      long revision = find(job.id()).map(known -> known.details().stamps().revision()).orElse(0L);
      JobDetails announced = expected.get(job.id());
      JobDetails read = stored.orElseGet(this::noDetails);
      boolean older = job.version() == version && read.stamps().revision() < revision;
      if (job.version() >= version && (announced != null || !older)) {
        put(job.with(announced == null ? read : announced));
      }
    }
  }

  /** What a database holds of each job, for whoever needs it before all jobs are read. */
  public static Function<UUID, Optional<JobDetails>> detailsIn(Database database) {
    return new DetailsStore(database)::find;
  }

  /**
   * Reads jobs in the order of their keys.
   *
   * @param after the key before the first one
   * @param last the key of the last one
   */
  private void pages(Optional<String> after, Optional<String> last, Consumer<List<Job>> reader) {
    Optional<String> at = after;
    List<Job> page;
    int end;
    do {
      page = jobs.list(at, PAGE);
      end = last.map(page.stream().map(Job::key).toList()::indexOf).orElse(-1);
      reader.accept(end < 0 ? page : page.subList(0, end + 1));
      at = page.isEmpty() ? at : Optional.of(page.getLast().key());
    } while (page.size() == PAGE && end < 0);
  }

  /** The job of this id. */
  public Optional<JobIndexEntry> find(UUID id) {
    return Optional.ofNullable(entries.get(id));
  }

  /** The job of this key, which is its folder's path and its safe name. */
  public Optional<JobIndexEntry> at(String key) {
    synchronized (byKey) {
      return Optional.ofNullable(byKey.get(key)).flatMap(this::find);
    }
  }

  /** All jobs, in no special order. */
  public Stream<JobIndexEntry> all() {
    return entries.values().stream();
  }

  /** All jobs that the caller may see, the newest first. */
  public Stream<JobIndexEntry> visibleTo(Caller caller) {
    JobList all = newestFirst();
    return all.visible(all, caller, Optional.empty()).stream();
  }

  /** All jobs as they are now, the newest first. */
  JobList newestFirst() {
    synchronized (byKey) {
      return listing.get(entries);
    }
  }

  /** The ids of the groups of those discovered jobs that the caller may see. */
  public Stream<String> groupsVisibleTo(Caller caller) {
    return newestFirst().groups(caller);
  }

  /** True if there is a job of this id that the caller may see. */
  public boolean isVisible(UUID id, Caller caller) {
    return find(id).filter(job -> JobAccess.maySee(caller, job)).isPresent();
  }

  /**
   * The job that a path means: by its id; by its folder and safe name, as {@code folder:sub:name},
   * or {@code :name} for one at the top; or by its safe name where that is unique.
   *
   * @throws ApiException 404 if there is none that the caller may see, 409 with the candidates if
   *     there are several
   */
  public JobIndexEntry resolve(String reference, Caller caller) {
    List<JobIndexEntry> meant =
        candidates(reference).filter(job -> JobAccess.maySee(caller, job)).toList();
    return switch (meant.size()) {
      case 0 -> throw ApiException.notFound("job", reference);
      case 1 -> meant.getFirst();
      default -> throw ambiguous(reference, meant);
    };
  }

  void put(Job job, JobDetails details) {
    synchronized (byKey) {
      note(job.id());
      put(JobIndexEntry.of(job, details));
    }
  }

  /** What all jobs were read for meanwhile may be older than this. */
  private void note(UUID id) {
    synchronized (byKey) {
      newerThanReading.forEach(reading -> reading.add(id));
    }
  }

  private void put(JobIndexEntry entry) {
    synchronized (byKey) {
      replaced(entry.id(), entries.put(entry.id(), entry));
      byKey.put(entry.key(), entry.id());
      bySafeName.merge(entry.safeName(), Set.of(entry.id()), JobIndex::both);
    }
    readers.forEach(reader -> reader.accept(entry));
  }

  /** Learns of jobs that a program saves or deletes past the server. */
  void follow(Event event) {
    switch (event) {
      case Event.JobSaved saved -> refresh(saved.job());
      case Event.JobDeleted deleted -> remove(deleted.jobId());
      default -> {
        return; // not about jobs
      }
    }
    listeners.forEach(listener -> listener.accept(event));
  }

  /** Calls a listener with each job that is saved or deleted, once it is known here. */
  public void onChange(Consumer<Event> listener) {
    listeners.add(listener);
  }

  /**
   * Calls a listener with each job that is known anew or otherwise, also if its details alone have
   * changed. It is called within a save, and must be quick.
   */
  public void onPut(Consumer<JobIndexEntry> reader) {
    readers.add(reader);
  }

  /**
   * Tells what a job will be like that is about to be saved, so that the event that tells of it
   * shows it to nobody who may not see it.
   */
  void expect(UUID id, JobDetails details) {
    expected.put(id, details);
  }

  /**
   * The details that belong to a definition that was read after its entry, and so may be newer than
   * that: those that are about to be stored with it, or those that were.
   */
  JobDetails detailsOf(Job job, JobIndexEntry entry) {
    synchronized (byKey) {
      JobDetails announced = expected.get(job.id());
      if (announced != null && job.version() > version(job.id())) {
        return announced;
      }
      return find(job.id()).orElse(entry).details();
    }
  }

  /** Ends what {@link #expect} began. */
  void expectNoMore(UUID id) {
    expected.remove(id);
  }

  /** Takes its jobs from an account that is gone; the database did so already. */
  public void disown(UUID userId) {
    Optional<UUID> owner = Optional.of(userId);
    synchronized (byKey) {
      entries.replaceAll(
          (id, job) ->
              job.details().ownership().ownerId().equals(owner)
                  ? job.with(job.details().ownedBy(Optional.empty()))
                  : job);
      listing.reset();
    }
  }

  void remove(UUID id) {
    synchronized (byKey) {
      note(id);
      replaced(id, entries.remove(id));
    }
  }

  /**
   * Learns of a job that a program saved past the server; older news than what is known is none.
   */
  void refresh(Job job) {
    synchronized (byKey) {
      if (job.version() > version(job.id())) {
        JobDetails announced = expected.get(job.id());
        put(job, announced == null ? known(job.id()) : announced);
      }
    }
  }

  /** Those of a job that is new here are stored if another node has saved it. */
  private JobDetails known(UUID id) {
    return find(id)
        .map(JobIndexEntry::details)
        .or(() -> details.find(id))
        .orElseGet(this::noDetails);
  }

  private Stream<JobIndexEntry> candidates(String reference) {
    Optional<JobIndexEntry> byId = id(reference).flatMap(this::find);
    if (byId.isPresent()) {
      return byId.stream();
    }
    if (reference.contains(":")) {
      return at(reference.startsWith(":") ? reference.substring(1) : reference).stream();
    }
    synchronized (byKey) {
      return bySafeName.getOrDefault(reference, Set.of()).stream()
          .flatMap(id -> find(id).stream())
          .filter(job -> !job.origin().isDiscovered());
    }
  }

  private static Optional<UUID> id(String reference) {
    try {
      return Optional.of(UUID.fromString(reference))
          .filter(id -> id.toString().equalsIgnoreCase(reference));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void replaced(UUID id, @Nullable JobIndexEntry old) {
    listing.changed(id, Optional.ofNullable(old));
    if (old == null) {
      return;
    }
    byKey.remove(old.key(), old.id());
    bySafeName.computeIfPresent(
        old.safeName(),
        (name, ids) -> {
          Set<UUID> others = new HashSet<>(ids);
          others.remove(old.id());
          return others.isEmpty() ? null : Set.copyOf(others);
        });
  }

  /** Immutable, as nearly all of these sets have one element, and then take little space. */
  private static Set<UUID> both(Set<UUID> ids, Set<UUID> others) {
    Set<UUID> all = new HashSet<>(ids);
    all.addAll(others);
    return Set.copyOf(all);
  }

  private JobDetails noDetails() {
    return JobDetails.none(time.nowMillis());
  }

  private static ApiException ambiguous(String reference, List<JobIndexEntry> meant) {
    List<String> references = meant.stream().map(JobIndexEntry::reference).sorted().toList();
    return ApiException.conflict(
            message(
                "api.job.ambiguous",
                "reference",
                reference,
                "candidates",
                String.join(" / ", references)))
        .with("candidates", Json.array(references, key -> key));
  }
}
