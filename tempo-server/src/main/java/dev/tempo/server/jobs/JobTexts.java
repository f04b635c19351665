package dev.tempo.server.jobs;

import dev.tempo.server.jobs.JobDetails.Labels;
import dev.tempo.server.naming.FolderTree;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds jobs by what their names, descriptions and tags say. The texts of all jobs are put together
 * when somebody looks for the first one, and again when many jobs have changed; those few that have
 * changed since are looked at one by one. Nothing is kept that memory is wanted for. Thread-safe.
 */
final class JobTexts {
  private static final int MOST_CHANGED = 500;

  private final FolderTree folders;
  private volatile SoftReference<Texts> known = new SoftReference<>(null);

  JobTexts(FolderTree folders) {
    this.folders = folders;
  }

  /** Finds jobs that have a text in one of theirs, or in the name of a folder that they are in. */
  Search search(String text) {
    return new Search(new FoldedText.Word(text));
  }

  private Texts texts(JobList jobs) {
    Texts texts = known.get();
    if (texts == null) {
      texts = Texts.of(jobs);
      known = new SoftReference<>(texts);
    }
    return texts;
  }

  /** Of one text, for one request. Not thread-safe. */
  final class Search {
    private final FoldedText.Word word;
    private final Map<Optional<UUID>, Boolean> inFolders = new HashMap<>();

    private Search(FoldedText.Word word) {
      this.word = word;
    }

    /** Those of these jobs that have it, in their order. */
    List<JobIndexEntry> in(JobList jobs) {
      Texts texts = texts(jobs);
      BitSet found = texts.find(this);
      List<JobIndexEntry> all = new ArrayList<>(found.cardinality());
      if (texts.jobs() == jobs) {
        found.stream().forEach(at -> all.add(jobs.get(at)));
        return all;
      }
      int changed = 0;
      int at = 0;
      for (int i = 0; i < jobs.size(); i++) {
        JobIndexEntry job = jobs.get(i);
        at = texts.skipGone(at, job);
        boolean isKnown = texts.isAt(at, job);
        if (isKnown ? found.get(at++) : isIn(job)) {
          all.add(job);
        }
        changed += isKnown ? 0 : 1;
      }
      if (changed > MOST_CHANGED) {
        known = new SoftReference<>(null);
      }
      return all;
    }

    /** True if a job has it. */
    boolean isIn(JobIndexEntry job) {
      return word.next(folded(new FoldedText(), job), 0) >= 0
          || isInNameOf(job.details().folderId());
    }

    private boolean isInNameOf(Optional<UUID> folder) {
      return inFolders.computeIfAbsent(
          folder,
          id -> {
            FoldedText names = new FoldedText();
            folders.names(id).forEach(names::add);
            return word.next(names, 0) >= 0;
          });
    }
  }

  private static FoldedText folded(FoldedText into, JobIndexEntry job) {
    Labels labels = job.details().labels();
    into.add(job.name());
    if (!job.key().equals(job.name())) {
      into.add(job.key());
    }
    into.add(labels.description().text()).add(labels.category());
    labels.tags().forEach(into::add);
    labels.displayName().values().forEach(into::add);
    labels.description().languages().values().forEach(into::add);
    return into;
  }

  /**
   * The texts of jobs.
   *
   * @param jobs in the order of lists
   * @param text all of them
   * @param starts where those of each job begin, and where the last ends
   * @param folders the number of each job's folder
   * @param numbers of folders
   */
  private record Texts(
      JobList jobs,
      FoldedText text,
      int[] starts,
      int[] folders,
      Map<Optional<UUID>, Integer> numbers) {

    static Texts of(JobList jobs) {
      FoldedText text = new FoldedText();
      int[] starts = new int[jobs.size() + 1];
      int[] folders = new int[jobs.size()];
      Map<Optional<UUID>, Integer> numbers = new HashMap<>();
      for (int at = 0; at < jobs.size(); at++) {
        JobIndexEntry job = jobs.get(at);
        folded(text, job);
        starts[at + 1] = text.size();
        folders[at] = numbers.computeIfAbsent(job.details().folderId(), id -> numbers.size());
      }
      return new Texts(jobs, text.trimmed(), starts, folders, numbers);
    }

    /** The places of the jobs that have what is looked for. */
    BitSet find(Search search) {
      BitSet found = inFolders(search);
      int at = 0;
      int next = search.word.next(text, 0);
      while (next >= 0) {
        while (starts[at + 1] <= next) {
          at++;
        }
        found.set(at);
        next = search.word.next(text, starts[at + 1]);
      }
      return found;
    }

    private BitSet inFolders(Search search) {
      BitSet wanted = new BitSet();
      numbers.forEach((folder, number) -> wanted.set(number, search.isInNameOf(folder)));
      BitSet found = new BitSet(jobs.size());
      if (!wanted.isEmpty()) {
        for (int at = 0; at < folders.length; at++) {
          found.set(at, wanted.get(folders[at]));
        }
      }
      return found;
    }

    /** The place of a job, or of the one after it, from a place on. */
    int skipGone(int from, JobIndexEntry job) {
      int at = from;
      while (at < jobs.size()
          && jobs.get(at) != job
          && JobOrder.NEWEST_FIRST.compare(jobs.get(at), job) < 0) {
        at++;
      }
      return at;
    }

    boolean isAt(int at, JobIndexEntry job) {
      return at < jobs.size() && jobs.get(at) == job;
    }
  }
}
